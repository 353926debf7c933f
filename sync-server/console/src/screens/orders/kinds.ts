// Closed lists of the domain that an order is made from, in the order in which they are wanted.
export const KINDS = ["repair", "maintain", "inspect", "install", "consult", "replace", "survey", "train", "retire"] as const;
export const MODES = ["onsite", "remote", "workshop"] as const;
export const PRIORITIES = ["critical", "high", "normal", "low"] as const;
export const STATUSES = ["new", "verified", "offered", "scheduled", "accepted", "under_way", "paused", "follow_up", "done", "reviewed", "closed", "cancelled"] as const;
export type Kind = (typeof KINDS)[number];
export type Mode = (typeof MODES)[number];
