/** What a colour says. State is always icon, word and colour together. */
export type Tone = "ink" | "quiet" | "action" | "planned" | "offered" | "under-way" | "waiting" | "done" | "attention";
