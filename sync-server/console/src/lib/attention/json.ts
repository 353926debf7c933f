// What the server keeps as it came, read with care: a newer app may have written it.
import type { Type } from "$api/api.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Shape = { readonly [key: string]: Json };

export function shape(value: unknown): Shape {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Shape) : {};
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function count(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function author(value: unknown): Type<"Author"> | undefined {
  const by = shape(value);
  return text(by.by) ? (by as unknown as Type<"Author">) : undefined;
}
