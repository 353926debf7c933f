// Handing a way, a call or a message to the apps that do it. Coordinates here are WGS 84; the maps of China want their own.
import gcoord from "gcoord";
import { call, type Type } from "../door/door.ts";
import { shell } from "../door/shell.ts";

const MICRO = 1_000_000;
type Where = Pick<Type<"JobCard">, "coordinates" | "address" | "site" | "customer">;

/** The link that opens a map app with the way to a place; the address where no coordinates are known. */
export function wayLink(app: Type<"MapApp">, { coordinates, address, site, customer }: Where): string {
  const name = encodeURIComponent(site ?? customer ?? address ?? "");
  const words = encodeURIComponent(address ?? site ?? "");
  const wgs = coordinates ? ([coordinates.longitude_udeg / MICRO, coordinates.latitude_udeg / MICRO] as [number, number]) : null;
  const at = (system: typeof gcoord.GCJ02 | typeof gcoord.BD09) => (wgs ? gcoord.transform(wgs, gcoord.WGS84, system) : null);
  switch (app) {
    case "amap": {
      const [longitude, latitude] = at(gcoord.GCJ02) ?? [];
      return latitude === undefined
        ? `https://uri.amap.com/search?keyword=${words}&callnative=1`
        : `https://uri.amap.com/navigation?to=${longitude?.toFixed(6)},${latitude.toFixed(6)},${name}&mode=car&coordinate=gaode&callnative=1`;
    }
    case "baidu": {
      const [longitude, latitude] = at(gcoord.BD09) ?? [];
      return latitude === undefined
        ? `https://api.map.baidu.com/geocoder?address=${words}&output=html&src=onsite`
        : `https://api.map.baidu.com/marker?location=${latitude.toFixed(6)},${longitude?.toFixed(6)}&title=${name}&content=${words}&output=html&coord_type=bd09ll&src=onsite`;
    }
    case "google":
      return `https://www.google.com/maps/dir/?api=1&destination=${wgs ? `${wgs[1]},${wgs[0]}` : words}`;
    case "apple":
      return `https://maps.apple.com/?daddr=${wgs ? `${wgs[1]},${wgs[0]}` : words}&q=${name}`;
    default:
      return wgs ? `geo:${wgs[1]},${wgs[0]}?q=${wgs[1]},${wgs[0]}(${name})` : `geo:0,0?q=${words}`;
  }
}

export async function leadTo(where: Where): Promise<void> {
  const { preferences } = await call("hello", {});
  await shell.open(wayLink(preferences.map_app, where));
}

export function callNumber(phone: string): void {
  void shell.open(`tel:${phone.replace(/[^+\d]/g, "")}`);
}

export function messageTo(phone: string): void {
  void shell.open(`sms:${phone.replace(/[^+\d]/g, "")}`);
}
