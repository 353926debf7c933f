//! Versions: records that never change. What is agreed, priced or asked is written once; a change is the next version, a
//! record of its own with the same number, the next revision, and the day from which it counts. What names a version means
//! that one for what happened under it, and for what is new the version in force.

use crate::{Id, Rejected, RejectedCode, Word, limits, record_kind};
use jiff::civil::Date;
use serde_json::{Map, Value};

/// Keys of a version that say how it goes on and not what it says.
const fn kept(word: Word) -> Option<&'static [&'static str]> {
    Some(match word {
        Word::Procedure | Word::ServiceItem | Word::Questionnaire | Word::ServiceLevel => &["is_retired"],
        Word::PriceList => &[],
        Word::Contract => &["is_suspended", "remarks"],
        Word::Warranty => &[],
        _ => return None,
    })
}

/// Whether the records of a word are versions.
pub const fn is_versioned(word: Word) -> bool {
    kept(word).is_some()
}

/// Whether its versions count from a day on.
const fn has_days(word: Word) -> bool {
    matches!(word, Word::PriceList | Word::Contract | Word::Questionnaire | Word::ServiceLevel)
}

/// Whether a version that is there may be written as `next`: what it says stays, whatever the desk, a table or an integration
/// sends; that it ends earlier may be written.
///
/// # Errors
/// [`RejectedCode::Immutable`] at the first field that would be another.
pub fn check_unchanged(word: Word, held: &Value, next: &Value) -> Result<(), Rejected> {
    let Some(kept) = kept(word) else { return Ok(()) };
    let (Some(held), Some(next)) = (record_kind::normal(word, held), record_kind::normal(word, next)) else {
        return Ok(());
    };
    let none = Map::new();
    let (held, next) = (held.as_object().unwrap_or(&none), next.as_object().unwrap_or(&none));
    let is_earlier = |key: &str| {
        let day = |body: &Map<String, Value>| body.get(key).and_then(Value::as_str).map(str::to_owned);
        key == "valid_until" && day(next).is_some_and(|next| day(held).is_none_or(|held| next < held))
    };
    let mut keys = held.keys().chain(next.keys());
    let changed =
        keys.find(|key| held.get(*key) != next.get(*key) && !kept.contains(&key.as_str()) && !is_earlier(key));
    changed.map_or(Ok(()), |key| {
        let detail = match word {
            Word::Procedure => "a published version never changes; draft and publish the next",
            _ => "a version never changes; write the next from it",
        };
        Err(Rejected::because(RejectedCode::Immutable, key, detail))
    })
}

/// Whether a new record goes on rightly from the versions that have its number.
///
/// # Errors
/// [`RejectedCode::IdTaken`] for a revision that is there, or for a number that is another customer's contract's;
/// [`RejectedCode::Missing`] without the day from which the next version counts.
pub fn check_follows(word: Word, next: &Value, earlier: &[Value]) -> Result<(), Rejected> {
    if earlier.is_empty() || word == Word::Procedure {
        return Ok(());
    }
    let revision = |body: &Value| body.get("revision").and_then(Value::as_u64).unwrap_or_default();
    let customer = |body: &Value| body.get("customer").and_then(Value::as_str).map(str::to_owned);
    if earlier.iter().any(|held| customer(held) != customer(next)) {
        return Err(Rejected::because(RejectedCode::IdTaken, "number", "it is another customer's"));
    }
    let last = earlier.iter().map(revision).max().unwrap_or_default();
    if revision(next) <= last {
        let detail = format!("the next version has revision {}", last.saturating_add(1));
        return Err(Rejected::because(RejectedCode::IdTaken, "revision", detail));
    }
    if has_days(word) && next.get("valid_from").and_then(Value::as_str).is_none() {
        return Err(limits::missing("valid_from"));
    }
    Ok(())
}

/// What decides which version of several with a number is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    pub number: &'a str,
    pub revision: u32,
    pub valid_from: Option<Date>,
    pub is_retired: bool,
}

/// A record that is a version among others with its number.
pub trait Version {
    fn standing(&self) -> Standing<'_>;
}

/// The version that counts on a day where `named` is named: of those with its number the one that began last, which may have
/// ended; `named` itself where none began.
pub fn in_force<T: Version>(named: Id, all: &[(Id, T)], day: Date) -> Id {
    let Some((_, held)) = all.iter().find(|(id, _)| *id == named) else { return named };
    let number = held.standing().number;
    if number.is_empty() {
        return named;
    }
    let has_begun = |of: &Standing<'_>| !of.is_retired && of.valid_from.is_none_or(|from| from <= day);
    let of_number = all.iter().map(|(id, version)| (*id, version.standing()));
    let begun = of_number.filter(|(_, standing)| standing.number == number && has_begun(standing));
    begun.max_by_key(|(id, standing)| (standing.revision, *id)).map_or(named, |(id, _)| id)
}

impl<T: Version> Version for &T {
    fn standing(&self) -> Standing<'_> {
        T::standing(self)
    }
}

macro_rules! versions {
    ($($body:ty: $is_retired:expr;)*) => {
        $(impl Version for $body {
            fn standing(&self) -> Standing<'_> {
                let is_retired: fn(&Self) -> bool = $is_retired;
                Standing {
                    number: &self.number,
                    revision: self.revision,
                    valid_from: self.valid_from,
                    is_retired: is_retired(self),
                }
            }
        })*
    };
}

// Price lists and contracts end on a day and are not retired.
versions! {
    crate::price_list::PriceList: |_| false;
    crate::contract::Contract: |_| false;
    crate::questionnaire::Questionnaire: |this| this.is_retired;
    crate::service_level::ServiceLevel: |this| this.is_retired;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::price_list::PriceList;
    use jiff::civil::date;
    use serde_json::json;

    fn list(revision: u32, from: Option<Date>, until: Option<Date>) -> PriceList {
        PriceList { number: "PL".into(), revision, valid_from: from, valid_until: until, ..PriceList::default() }
    }

    #[test]
    fn what_a_version_says_stays_and_its_end_may_come_earlier() {
        let held = json!({ "number": "PL", "currency": "CNY", "valid_until": "2027-06-30" });
        let with = |key: &str, value: Value| {
            let mut next = held.clone();
            next[key] = value;
            check_unchanged(Word::PriceList, &held, &next).map_err(|refused| refused.path)
        };
        assert_eq!(with("currency", json!("EUR")), Err("currency".to_owned()));
        assert_eq!(with("valid_until", json!("2027-01-31")), Ok(()));
        assert_eq!(with("valid_until", json!("2028-01-31")), Err("valid_until".to_owned()));
        assert_eq!(with("valid_until", Value::Null), Err("valid_until".to_owned()));
        assert_eq!(with("tax", json!(0)), Ok(()), "what means the same is no change");
        let contract = json!({ "number": "C", "customer": Id::from_parts(1, 1) });
        let mut suspended = contract.clone();
        suspended["is_suspended"] = json!(true);
        assert_eq!(check_unchanged(Word::Contract, &contract, &suspended), Ok(()));
        suspended["visits_per_year"] = json!(3);
        assert_eq!(check_unchanged(Word::Contract, &contract, &suspended).unwrap_err().path, "visits_per_year");
        assert_eq!(check_unchanged(Word::Calendar, &json!({}), &json!({ "zone": "UTC" })), Ok(()));
    }

    #[test]
    fn the_next_version_counts_on_and_says_from_when() {
        let earlier = [json!({ "number": "PL", "revision": 1 }), json!({ "number": "PL", "revision": 2 })];
        let next = |revision: u32, from: Value| {
            let body = json!({ "number": "PL", "revision": revision, "valid_from": from });
            check_follows(Word::PriceList, &body, &earlier).map_err(|refused| (refused.code, refused.path))
        };
        assert_eq!(next(2, json!("2027-01-01")), Err((RejectedCode::IdTaken, "revision".to_owned())));
        assert_eq!(next(3, Value::Null), Err((RejectedCode::Missing, "valid_from".to_owned())));
        assert_eq!(next(3, json!("2027-01-01")), Ok(()));
        let other = json!({ "number": "C", "revision": 2, "customer": "b", "valid_from": "2027-01-01" });
        let refused = check_follows(Word::Contract, &other, &[json!({ "customer": "a" })]).unwrap_err();
        assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::IdTaken, "number"));
    }

    #[test]
    fn a_version_is_in_force_from_its_first_day() {
        let [first, second, third] = [1, 2, 3].map(|n| Id::from_parts(1, n));
        let mut all = vec![
            (first, list(1, None, None)),
            (second, list(2, Some(date(2027, 1, 1)), None)),
            (third, PriceList { number: "OTHER".into(), ..list(9, None, None) }),
        ];
        assert_eq!(in_force(first, &all, date(2026, 12, 31)), first);
        assert_eq!(in_force(first, &all, date(2027, 1, 1)), second);
        assert_eq!(in_force(third, &all, date(2027, 1, 1)), third);
        all[1].1.valid_until = Some(date(2027, 3, 31));
        assert_eq!(
            in_force(first, &all, date(2027, 4, 1)),
            second,
            "what followed ended: nothing before it comes back"
        );
    }
}
