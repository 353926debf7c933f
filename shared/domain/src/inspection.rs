//! The quality inspection of a visit: a sampled one is scored, item by item, with reasons. A record of the office: it is
//! never sent to field devices, and a correction is its next version.

use crate::{
    Id, Rejected, RejectedCode,
    checklist::{Checklist, ITEMS_MAX},
    choice::choices,
    id::Hash,
    limits,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

choices! {
    InspectionVerdict {
        Passed = "passed",
        Failed = "failed",
    }
}

/// The score of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Score {
    /// Of the checklist.
    pub item: Id,
    /// Missing where it does not apply to this visit.
    pub points: Option<u8>,
    /// Needed where not all points are given.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Inspection {
    pub visit: Id,
    pub work_order: Id,
    /// Whose work it was.
    pub lead: Option<Id>,
    pub checklist: Id,
    /// The version of the checklist that it was scored by.
    pub checklist_version: u32,
    pub inspector: Id,
    pub at_ms: i64,
    pub scores: Vec<Score>,
    pub comment: String,
    /// Weighted, in hundredths of a percent; missing where no item applies.
    pub score_bp: Option<u16>,
    pub verdict: InspectionVerdict,
}

/// One inspection a visit.
pub fn id_of(visit: Id) -> Id {
    Hash::of_parts("onsite/inspection/v1", &[&visit.to_bytes()]).id()
}

impl Inspection {
    /// The weighted score and the verdict, by a checklist.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for an item that it does not have, [`RejectedCode::Missing`] for one that was left out and
    /// for points withheld without a reason, [`RejectedCode::OutOfRange`] for more points than there are.
    pub fn judge(checklist: &Checklist, scores: &[Score]) -> Result<(Option<u16>, InspectionVerdict), Rejected> {
        let mut seen = BTreeSet::new();
        let (mut sum, mut whole, mut has_failed_critical) = (0_u64, 0_u64, false);
        for (index, score) in scores.iter().enumerate() {
            let at = format!("scores[{index}]");
            let item = checklist.item(score.item);
            let item = item.ok_or_else(|| Rejected::new(RejectedCode::NotFound, format!("{at}.item")))?;
            if !seen.insert(score.item) {
                return Err(Rejected::because(RejectedCode::IdTaken, format!("{at}.item"), "each item once"));
            }
            let Some(points) = score.points else { continue };
            limits::within(&format!("{at}.points"), points, 0..=item.points)?;
            if points < item.points && score.reason.as_deref().unwrap_or_default().trim().is_empty() {
                return Err(limits::missing(&format!("{at}.reason")));
            }
            has_failed_critical |= item.is_critical && points == 0;
            // In ten-thousandths of the item, times its weight.
            let part = u64::from(points).saturating_mul(10_000).checked_div(u64::from(item.points)).unwrap_or(0);
            sum = sum.saturating_add(part.saturating_mul(u64::from(item.weight)));
            whole = whole.saturating_add(u64::from(item.weight));
        }
        if let Some(left_out) = checklist.items.iter().find(|item| !seen.contains(&item.id)) {
            return Err(Rejected::because(RejectedCode::Missing, "scores", format!("no score of {}", left_out.id)));
        }
        let score_bp = sum.checked_div(whole).and_then(|score| u16::try_from(score).ok());
        let needed_bp = u16::from(checklist.pass_percent).saturating_mul(100);
        let is_passed = !has_failed_critical && score_bp.is_none_or(|score_bp| score_bp >= needed_bp);
        Ok((score_bp, if is_passed { InspectionVerdict::Passed } else { InspectionVerdict::Failed }))
    }

    pub fn validate(&self) -> Result<(), Rejected> {
        limits::reference("visit", self.visit)?;
        limits::reference("work_order", self.work_order)?;
        limits::reference("checklist", self.checklist)?;
        limits::reference("inspector", self.inspector)?;
        limits::instant("at_ms", Some(self.at_ms))?;
        limits::list_of_at_most("scores", self.scores.len(), ITEMS_MAX)?;
        for (index, score) in self.scores.iter().enumerate() {
            limits::note(&format!("scores[{index}].reason"), score.reason.as_deref().unwrap_or_default())?;
        }
        limits::note("comment", &self.comment)?;
        self.score_bp.map_or(Ok(()), |score| limits::within("score_bp", score, 0..=10_000))?;
        self.verdict.checked("verdict").map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Text, checklist::ChecklistItem};

    fn checklist() -> Checklist {
        let item = |number: u128, weight, points, is_critical| ChecklistItem {
            id: Id::from_parts(1, number),
            title: Text::same("item"),
            weight,
            points,
            is_critical,
            ..ChecklistItem::default()
        };
        Checklist {
            name: Text::same("Visits"),
            items: vec![item(1, 3, 5, false), item(2, 1, 2, true)],
            pass_percent: 75,
            ..Checklist::default()
        }
    }

    fn score(number: u128, points: Option<u8>) -> Score {
        Score { item: Id::from_parts(1, number), points, reason: Some("seen on the photos".into()) }
    }

    #[test]
    fn items_count_by_their_weight_and_one_that_does_not_apply_not_at_all() {
        let checklist = checklist();
        assert_eq!(checklist.validate(), Ok(()));
        for (first, second, expected) in [
            (Some(5), Some(2), (Some(10_000), InspectionVerdict::Passed)),
            (Some(4), Some(1), (Some(7_250), InspectionVerdict::Failed)),
            (Some(4), None, (Some(8_000), InspectionVerdict::Passed)),
            // Whatever else was right.
            (Some(5), Some(0), (Some(7_500), InspectionVerdict::Failed)),
            (None, None, (None, InspectionVerdict::Passed)),
        ] {
            assert_eq!(Inspection::judge(&checklist, &[score(1, first), score(2, second)]), Ok(expected));
        }
    }

    #[test]
    fn every_item_is_scored_and_what_is_withheld_has_a_reason() {
        let checklist = checklist();
        let refused = |scores: &[Score]| Inspection::judge(&checklist, scores).unwrap_err();
        assert_eq!(refused(&[score(1, Some(5))]).path, "scores");
        assert_eq!(refused(&[score(1, Some(6)), score(2, Some(2))]).path, "scores[0].points");
        assert_eq!(refused(&[score(1, Some(5)), score(1, Some(5))]).code, RejectedCode::IdTaken);
        assert_eq!(refused(&[score(9, Some(5))]).code, RejectedCode::NotFound);
        let silent = Score { reason: None, ..score(1, Some(4)) };
        assert_eq!(refused(&[silent, score(2, Some(2))]).path, "scores[0].reason");
    }
}
