// How things are usually settled, by kind: one press away where it is asked how.
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  illegal_press: ["desk-say-pressed-late", "desk-say-pressed-wrong"],
  refused: ["desk-say-done-again", "desk-say-entered-here", "desk-say-not-needed"],
  help_asked: ["desk-say-by-telephone", "desk-say-on-site"],
  out_of_limits: ["desk-say-measured-again", "desk-say-customer-told"],
  not_accepted: ["desk-say-agreed", "desk-say-second-visit"],
  likely_duplicate: ["desk-say-other-fault"],
  claim_conflict: ["desk-say-both-told"],
  late_work: ["desk-say-done-by-other", "desk-say-recorded-twice"],
  clock_jump: ["desk-say-clock-automatic"],
};
const TO_DISMISS: Readonly<Record<string, readonly string[]>> = {
  unassigned: ["desk-say-planned-later", "desk-say-customer-waits"],
  unaccepted: ["desk-say-told-by-telephone"],
  not_set_out: ["desk-say-customer-moved", "desk-say-on-the-way"],
  promise_near: ["desk-say-customer-agrees"],
  promise_missed: ["desk-say-customer-told"],
  field_device_silent: ["desk-say-on-leave", "desk-say-no-signal-there"],
};

/** Keys of the catalogue. */
export const suggestionsFor = (kind: string): readonly string[] => OF_KIND[kind] ?? [];
export const dismissalsFor = (kind: string): readonly string[] => TO_DISMISS[kind] ?? ["desk-say-mistake", "desk-say-not-needed"];
