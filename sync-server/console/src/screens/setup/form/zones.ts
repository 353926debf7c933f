// The zones that the browser knows, those of most of the company's places first.
const FIRST = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei"];

export const ZONES: readonly string[] = [...FIRST, ...Intl.supportedValuesOf("timeZone").filter((zone) => !FIRST.includes(zone))];
