use super::*;
use jiff::civil::date;

const ZONE: &str = "Asia/Shanghai";

fn at(civil: DateTime) -> i64 {
    zone::instant_ms(&zone::find(ZONE).unwrap(), civil).unwrap()
}

fn noon(year: i16, month: i8, day: i8) -> i64 {
    at(date(year, month, day).at(12, 0, 0, 0))
}

fn plan(schedule: Schedule) -> MaintenancePlan {
    MaintenancePlan {
        name: Text::new("季度保养", "Quarterly maintenance"),
        organisation: Id::from_parts(1, 1),
        kind: Kind::Maintain,
        mode: Mode::Onsite,
        schedule,
        zone: ZONE.into(),
        lead_days: 14,
        window_before_days: 7,
        window_after_days: 7,
        catch_up: CatchUp::Every,
        ..Default::default()
    }
}

fn quarterly() -> Fixed {
    Fixed { starts_at: date(2026, 1, 15).at(9, 0, 0, 0), rule: "FREQ=MONTHLY;INTERVAL=3".into() }
}

fn names(plan: &MaintenancePlan, history: &History, now_ms: i64) -> Vec<String> {
    plan.due(history, 0, now_ms).unwrap().into_iter().map(|occurrence| occurrence.occurrence).collect()
}

#[test]
fn a_generator_that_slept_for_months_catches_up_and_running_again_changes_nothing() {
    let mut plan = plan(Schedule { fixed: Some(quarterly()), ..Default::default() });
    assert_eq!(plan.validate(), Ok(()));
    let now_ms = noon(2026, 10, 2);
    let all = ["2026-01-15", "2026-04-15", "2026-07-15", "2026-10-15"];
    assert_eq!(names(&plan, &History::default(), now_ms), all);
    plan.catch_up = CatchUp::Latest;
    assert_eq!(names(&plan, &History::default(), now_ms), ["2026-07-15", "2026-10-15"]);
    let device = Id::from_parts(1, 7);
    let id = occurrence_id(Id::from_parts(1, 2), device, "2026-07-15");
    assert_eq!(id, occurrence_id(Id::from_parts(1, 2), device, "2026-07-15"));
    assert_ne!(id, occurrence_id(Id::from_parts(1, 2), Id::from_parts(1, 8), "2026-07-15"));
}

#[test]
fn orders_appear_with_their_lead_time_and_within_the_plans_validity() {
    let mut plan = plan(Schedule { fixed: Some(quarterly()), ..Default::default() });
    assert_eq!(names(&plan, &History::default(), at(date(2026, 1, 1).at(8, 59, 0, 0))), [""; 0]);
    assert_eq!(names(&plan, &History::default(), at(date(2026, 1, 1).at(9, 0, 0, 0))), ["2026-01-15"]);
    plan.valid_from = Some(date(2026, 2, 1));
    plan.valid_until = Some(date(2026, 6, 1));
    assert_eq!(names(&plan, &History::default(), noon(2026, 12, 1)), ["2026-04-15"]);
    plan.is_paused = true;
    assert_eq!(names(&plan, &History::default(), noon(2026, 12, 1)), [""; 0]);
}

#[test]
fn a_floating_plan_counts_from_completion() {
    let floating = Floating { every: 6, unit: IntervalUnit::Month, first_on: Some(date(2026, 3, 1)) };
    let plan = plan(Schedule { floating: Some(floating), ..Default::default() });
    assert_eq!(plan.validate(), Ok(()));
    assert_eq!(names(&plan, &History::default(), noon(2026, 3, 1)), ["first"]);
    let order = Id::from_parts(1, 5);
    let done = |at_ms| History { done: vec![Done { work_order: order, at_ms }], ..Default::default() };
    assert_eq!(names(&plan, &done(noon(2026, 3, 9)), noon(2026, 6, 1)), [""; 0]);
    let next = plan.due(&done(noon(2026, 3, 9)), 0, noon(2026, 9, 1)).unwrap();
    assert_eq!(next[0].due_ms, noon(2026, 9, 9));
    // The moment of completion corrected by a day gives another date, not another occurrence.
    let corrected = plan.due(&done(noon(2026, 3, 10)), 0, noon(2026, 9, 1)).unwrap();
    assert_eq!(corrected[0].occurrence, next[0].occurrence);
}

#[test]
fn a_meter_is_due_when_it_reads_so_much_and_predicted_before() {
    let metered = Metered { meter: "hours".into(), every: "1000".into() };
    let plan = plan(Schedule { metered: Some(metered), ..Default::default() });
    assert_eq!(plan.validate(), Ok(()));
    let reading = |at_ms, value: &str| MeterReading { at_ms, value: value.into() };
    let mut history = History { done: vec![], readings: vec![reading(noon(2026, 1, 1), "200")] };
    assert_eq!(plan.due(&history, 0, noon(2027, 1, 1)), Ok(vec![]));
    history.readings.push(reading(noon(2026, 1, 11), "300.0"));
    history.readings.push(reading(noon(2026, 1, 12), "broken"));
    // A hundred in ten days, nine hundred to go.
    let predicted = plan.due(&history, 0, noon(2026, 4, 1)).unwrap();
    assert_eq!((predicted[0].due_ms, predicted[0].is_predicted), (noon(2026, 4, 11), true));
    history.readings.push(reading(noon(2026, 2, 1), "1200"));
    let due = plan.due(&history, 0, noon(2026, 2, 1)).unwrap();
    assert_eq!((due[0].due_ms, due[0].is_predicted), (noon(2026, 2, 1), false));
    assert_eq!(due[0].occurrence, predicted[0].occurrence);
    history.done.push(Done { work_order: Id::from_parts(1, 9), at_ms: noon(2026, 2, 3) });
    assert_eq!(plan.due(&history, 0, noon(2026, 2, 4)), Ok(vec![]));
}

#[test]
fn whichever_comes_first_and_what_was_done_early_is_not_asked_for_again() {
    let floating = Floating { every: 10, unit: IntervalUnit::Month, first_on: None };
    let plan = plan(Schedule { fixed: Some(quarterly()), floating: Some(floating), ..Default::default() });
    let early = History {
        done: vec![Done { work_order: Id::from_parts(1, 3), at_ms: noon(2026, 4, 10) }],
        ..Default::default()
    };
    let next = plan.due(&early, 0, noon(2027, 1, 1)).unwrap();
    assert_eq!(next.len(), 1);
    assert_eq!((next[0].trigger, next[0].due_ms), (Trigger::Fixed, at(date(2026, 7, 15).at(9, 0, 0, 0))));
}

#[test]
fn a_plan_without_a_schedule_or_with_a_rule_that_never_comes_true_is_refused() {
    assert_eq!(plan(Schedule::default()).validate().map_err(|e| e.path), Err("schedule".to_owned()));
    let never = Fixed { rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30".into(), ..quarterly() };
    let refused = plan(Schedule { fixed: Some(never), ..Default::default() }).validate().unwrap_err();
    assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::OutOfRange, "schedule.fixed.rule"));
}
