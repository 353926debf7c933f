declare module "messages:zh-CN" {
  const catalogue: string;
  export default catalogue;
}
declare module "messages:en" {
  const catalogue: string;
  export default catalogue;
}
