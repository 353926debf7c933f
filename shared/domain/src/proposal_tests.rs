use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-11-23T00:00:00Z.
const MONDAY_MS: i64 = 1_795_392_000_000;

fn day(at_ms: i64) -> (Date, i64, i64) {
    let from_ms = at_ms - at_ms.rem_euclid(DAY_MS);
    let date = jiff::Timestamp::from_millisecond(at_ms).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
    (date, from_ms, from_ms + DAY_MS)
}

fn at(hour: i64) -> i64 {
    MONDAY_MS + hour * HOUR_MS
}

fn place(latitude_udeg: i32, longitude_udeg: i32) -> Coordinates {
    Coordinates { latitude_udeg, longitude_udeg }
}

const HOSPITAL: Coordinates = Coordinates { latitude_udeg: 31_230_000, longitude_udeg: 121_470_000 };

fn reckoning() -> Reckoning {
    Reckoning { now_ms: at(6), from_ms: at(0), to_ms: at(48), speed_kmh: 40 }
}

fn wanted() -> Wanted {
    Wanted { duration_ms: 2 * HOUR_MS, place: Some(HOSPITAL), ..Wanted::default() }
}

fn engineer(number: u64) -> Candidate {
    Candidate {
        user: Id::from_parts(1, u128::from(number)),
        hours: vec![(at(9), at(17)), (at(33), at(41))],
        base: Some(HOSPITAL),
        ..Candidate::default()
    }
}

fn only(wanted: &Wanted, candidate: Candidate) -> Proposal {
    propose(wanted, &[candidate], &reckoning(), day).remove(0)
}

fn codes(proposal: &Proposal) -> Vec<ReasonCode> {
    proposal.reasons.iter().map(|reason| reason.code).collect()
}

#[test]
fn the_way_over_the_globe_is_that_of_the_maps() {
    // Shanghai to Beijing.
    let metres = great_circle_m(place(31_230_416, 121_473_701), place(39_904_200, 116_407_396));
    assert!((1_060_000..=1_075_000).contains(&metres), "{metres}");
    assert_eq!(great_circle_m(HOSPITAL, HOSPITAL), 0);
    // Over the line of the date it is not once around.
    assert!(great_circle_m(place(0, 179_900_000), place(0, -179_900_000)) < 25_000);
    assert_eq!((travel_minutes(40_000, 40), travel_minutes(1, 40), travel_minutes(0, 0)), (60, 1, 0));
}

#[test]
fn a_free_engineer_is_suggested_at_the_opening_and_a_busy_one_after_what_they_have() {
    assert_eq!(only(&wanted(), engineer(1)).start_ms, at(9));
    let busy = |from, to| Busy { from_ms: at(from), to_ms: at(to), place: Some(HOSPITAL) };
    let li = Candidate { busy: vec![busy(9, 11), busy(12, 16)], ..engineer(1) };
    // Neither the hour between nor the last hour is enough: the next day.
    let found = only(&wanted(), li.clone());
    assert_eq!((found.start_ms, found.end_ms), (at(33), at(35)));
    let short = Wanted { duration_ms: HOUR_MS, ..wanted() };
    assert_eq!(only(&short, li).start_ms, at(11));
}

#[test]
fn the_way_from_the_visit_before_counts_and_pushes_the_start() {
    let far = place(31_230_000, 121_890_000);
    let li = Candidate { busy: vec![Busy { from_ms: at(9), to_ms: at(10), place: Some(far) }], ..engineer(1) };
    let found = only(&wanted(), li);
    let way = found.reasons.iter().find(|reason| reason.code == ReasonCode::TravelFromVisit).unwrap();
    assert_eq!((way.metres, way.minutes, way.points), (Some(39_900), Some(60), 80));
    assert_eq!(found.start_ms, at(11));
    let nowhere = only(&wanted(), Candidate { base: None, ..engineer(1) });
    assert!(codes(&nowhere).contains(&ReasonCode::TravelUnknown));
    let seen = Candidate { last_place: Some((at(8), far)), ..engineer(1) };
    assert!(codes(&only(&wanted(), seen)).contains(&ReasonCode::TravelFromLastPlace));
}

#[test]
fn a_start_is_a_quarter_of_an_hour_by_the_clock_there_unless_only_another_fits() {
    const MINUTE_MS: i64 = 60_000;
    let near = place(31_230_000, 121_545_000);
    let after = |busy| Candidate { busy, ..engineer(1) };
    // Seven kilometres on from ten o'clock.
    let before = Busy { from_ms: at(9), to_ms: at(10), place: Some(near) };
    let start_ms = |asked: &Wanted, busy| only(asked, after(busy)).start_ms;
    assert_eq!(start_ms(&wanted(), vec![before]), at(10) + 15 * MINUTE_MS);
    // The job ends when the next begins: whoever waited for the quarter would be late there.
    let next = Busy { from_ms: at(12) + 20 * MINUTE_MS, to_ms: at(16), place: Some(HOSPITAL) };
    assert_eq!(start_ms(&wanted(), vec![before, next]), at(10) + 15 * MINUTE_MS);
    let tight = Busy { from_ms: at(12) + 12 * MINUTE_MS, ..next };
    assert_eq!(start_ms(&wanted(), vec![before, tight]), at(10) + 11 * MINUTE_MS);
    // A moment that the customer named stays.
    let named = at(10) + 10 * MINUTE_MS;
    assert_eq!(start_ms(&Wanted { window: Some((named, named)), ..wanted() }, vec![]), named);
    assert_eq!(start_ms(&Wanted { window: Some((named, at(12))), ..wanted() }, vec![]), at(10) + 15 * MINUTE_MS);
    // Nothing fits before somebody is there, and now is no time that people would say.
    let later = Reckoning { now_ms: at(10) + 7 * MINUTE_MS, ..reckoning() };
    let now = propose(&wanted(), &[engineer(1)], &later, day).remove(0);
    assert_eq!(now.start_ms, at(10) + 15 * MINUTE_MS);
    // Where midnight is not on a quarter of Greenwich, quarters are not either.
    let elsewhere = |at_ms: i64| {
        let (date, from_ms, to_ms) = day(at_ms - 5 * MINUTE_MS);
        (date, from_ms + 5 * MINUTE_MS, to_ms + 5 * MINUTE_MS)
    };
    let there = propose(&wanted(), &[engineer(1)], &later, elsewhere).remove(0);
    assert_eq!(there.start_ms, at(10) + 20 * MINUTE_MS);
}

#[test]
fn a_skill_that_ran_out_is_named_and_costs_less_than_one_never_held() {
    let skill = |code: &str, expires_on| Skill { code: code.into(), level: 3, expires_on, ..Skill::default() };
    let asked = Wanted { skills: vec!["ct".into()], ..wanted() };
    let held = only(&asked, Candidate { skills: vec![skill("ct", Some(date(2026, 11, 23)))], ..engineer(1) });
    let expired = only(&asked, Candidate { skills: vec![skill("ct", Some(date(2026, 11, 22)))], ..engineer(2) });
    let missing = only(&asked, Candidate { skills: vec![skill("lift", None)], ..engineer(3) });
    assert_eq!(held.reasons[0].code, ReasonCode::SkillHeld);
    assert_eq!(
        (expired.reasons[0].code, expired.reasons[0].expired_on, expired.reasons[0].skill.as_deref()),
        (ReasonCode::SkillExpired, Some(date(2026, 11, 22)), Some("ct"))
    );
    assert_eq!(missing.reasons[0].code, ReasonCode::SkillMissing);
    assert!(held.score > expired.score && expired.score > missing.score);
    let renewed = vec![skill("ct", Some(date(2020, 1, 1))), skill("ct", None)];
    assert_eq!(only(&asked, Candidate { skills: renewed, ..engineer(4) }).reasons[0].code, ReasonCode::SkillHeld);
}

#[test]
fn window_promise_and_parts_are_told_with_their_numbers() {
    let (pump, belt) = (Id::from_parts(2, 1), Id::from_parts(2, 2));
    let asked = Wanted {
        window: Some((at(10), at(12))),
        promised_ms: Some(at(11)),
        parts: BTreeMap::from([(pump, Quantity::units(2)), (belt, Quantity::units(1))]),
        ..wanted()
    };
    let li = Candidate { van: BTreeMap::from([(pump, Quantity::units(1)), (belt, Quantity::units(3))]), ..engineer(1) };
    let found = only(&asked, li);
    assert_eq!(found.start_ms, at(10));
    let reason = |code| found.reasons.iter().find(|reason| reason.code == code).unwrap();
    assert_eq!(reason(ReasonCode::PromiseMet).minutes, Some(60));
    assert_eq!(reason(ReasonCode::PartLacking).quantity, Some(Quantity::units(1)));
    assert_eq!(reason(ReasonCode::PartInVan).points, 50);
    let late = Candidate { busy: vec![Busy { from_ms: at(9), to_ms: at(12), place: None }], ..engineer(2) };
    let late = only(&asked, late);
    assert_eq!(late.start_ms, at(12));
    assert!(codes(&late).contains(&ReasonCode::PromiseMissed) && codes(&late).contains(&ReasonCode::InWindow));
    let full = Candidate { busy: vec![Busy { from_ms: at(9), to_ms: at(17), place: None }], ..engineer(3) };
    let full = only(&asked, full);
    assert!(codes(&full).contains(&ReasonCode::NoGap));
    assert_eq!(full.start_ms, at(10), "a person may still decide for it");
    assert!(full.score < late.score);
}

#[test]
fn nothing_is_suggested_in_the_past_and_equals_stand_by_who_they_are() {
    let later = Reckoning { now_ms: at(10), ..reckoning() };
    let found = propose(&wanted(), &[engineer(2), engineer(1)], &later, day);
    assert_eq!(found.iter().map(|found| found.start_ms).collect::<Vec<_>>(), [at(10), at(10)]);
    assert!(found[0].user < found[1].user);
}

proptest! {
    #[test]
    fn a_gap_that_is_said_to_fit_is_free_and_the_score_is_the_sum_of_its_points(
        busy in prop::collection::vec((0_i64..48, 1_i64..5), 0..8),
        duration in 1_i64..8, window in prop::option::of((0_i64..40, 0_i64..8)), promised in prop::option::of(0_i64..60),
    ) {
        let busy: Vec<Busy> =
            busy.iter().map(|(from, hours)| Busy { from_ms: at(*from), to_ms: at(from + hours), place: None }).collect();
        let asked = Wanted {
            duration_ms: duration * HOUR_MS,
            window: window.map(|(from, hours)| (at(from), at(from + hours))),
            promised_ms: promised.map(at),
            ..wanted()
        };
        let found = only(&asked, Candidate { busy: busy.clone(), ..engineer(1) });
        prop_assert_eq!(found.score, found.reasons.iter().map(|reason| reason.points).sum::<i64>());
        if codes(&found).contains(&ReasonCode::GapFits) {
            prop_assert!(busy.iter().all(|busy| busy.to_ms <= found.start_ms || busy.from_ms >= found.end_ms));
            prop_assert!(engineer(1).hours.iter().any(|(open, close)| *open <= found.start_ms && found.end_ms <= *close));
        }
    }
}
