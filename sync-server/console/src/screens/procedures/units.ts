// Units of measurements, as UCUM writes them.

/** Offered while one is typed; any other is taken too. */
export const UNITS: readonly string[] = [
  "Cel", "K", "Pa", "kPa", "MPa", "bar", "V", "mV", "kV", "A", "mA", "uA", "Ohm", "kOhm", "MOhm", "W", "kW", "Hz", "mm", "cm", "m", "um",
  "kg", "g", "N", "N.m", "L", "L/min", "m3/h", "m/s", "mm/s", "%", "/min", "s", "min", "h", "dB", "dB[A]", "[pH]", "uS/cm", "lx", "uSv", "mGy",
  "[hnsf'U]",
];
