//! The stages that a customer sees an order go through, read from its visits.

use onsite_domain::{
    Author, Id, Language, signature::Signed, user::User, visit::VisitView, visit_status::VisitStatus,
    work_order::WorkOrderView, work_order_status::WorkOrderStatus,
};

/// In the order in which they are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    #[default]
    Received,
    /// Somebody of the company has it.
    Taken,
    Planned,
    OnTheWay,
    AtWork,
    Done,
}

impl Stage {
    pub const ALL: [Self; 6] = [Self::Received, Self::Taken, Self::Planned, Self::OnTheWay, Self::AtWork, Self::Done];
}

/// What else is said about a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Besides {
    Answered,
    /// Work began, rests and goes on.
    Paused,
    /// The last visit ended without the end of the job.
    AnotherVisit,
    Cancelled,
}

/// When somebody is to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coming {
    pub start_ms: i64,
    pub end_ms: Option<i64>,
    /// IANA; empty where the company's is meant.
    pub zone: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOfVisit {
    pub visit: Id,
    pub signed_ms: i64,
}

/// One order, as far as its customer follows it.
#[derive(Debug, Default)]
pub(super) struct Job {
    pub(super) stage: Stage,
    pub(super) besides: Option<Besides>,
    pub(super) reached_ms: Vec<(Stage, i64)>,
    pub(super) coming: Option<Coming>,
    pub(super) lead: Option<Id>,
    pub(super) engineer: Option<User>,
    pub(super) ended_ms: Option<i64>,
    pub(super) to_rate: Option<Id>,
    pub(super) reports: Vec<ReportOfVisit>,
}

pub(super) fn job(order: &WorkOrderView, visits: &[(Id, VisitView)]) -> Job {
    use VisitStatus as V;
    let mut job = Job { stage: Stage::Taken, ..Job::default() };
    job.reports = visits.iter().filter_map(|(id, visit)| signed_report(*id, visit)).collect();
    let was_finished = |visit: &VisitView| visit.reached_ms.contains_key(V::Finished.as_str());
    let finished = visits.iter().rfind(|(_, visit)| was_finished(visit) && visit.status != V::Cancelled);
    let is_rated = |visit: &VisitView| visit.ratings.iter().any(|seen| matches!(seen.by, Author::CustomerLink { .. }));
    job.to_rate = finished.filter(|(_, visit)| !is_rated(visit)).map(|(id, _)| *id);
    match order.status {
        WorkOrderStatus::Cancelled => {
            (job.stage, job.besides) = (Stage::Done, Some(Besides::Cancelled));
            job.ended_ms = order.since_ms.or(order.received_ms);
            return job;
        }
        WorkOrderStatus::Done | WorkOrderStatus::Reviewed | WorkOrderStatus::Closed => {
            let done_ms = finished.and_then(|(_, visit)| visit.reached_ms.get(V::Finished.as_str()).copied());
            job.stage = Stage::Done;
            job.ended_ms = done_ms.or(order.since_ms).or(order.received_ms);
            job.reached_ms = finished.map(|(_, visit)| reached(visit)).unwrap_or_default();
            if done_ms.is_none() {
                job.reached_ms.extend(job.ended_ms.map(|ended_ms| (Stage::Done, ended_ms)));
            }
            return job;
        }
        WorkOrderStatus::FollowUp => job.besides = Some(Besides::AnotherVisit),
        _ => {}
    }
    let Some((_, visit)) = visits.iter().rfind(|(_, visit)| !visit.has_ended) else { return job };
    job.lead = visit.lead;
    match visit.status {
        V::Planned | V::Accepted | V::Confirmed if visit.lead.is_some() => job.stage = Stage::Planned,
        V::Travelling => job.stage = Stage::OnTheWay,
        V::OnSite | V::Working => job.stage = Stage::AtWork,
        V::Paused => (job.stage, job.besides) = (Stage::AtWork, Some(Besides::Paused)),
        // The office looks at it once more; for the customer the work is done.
        V::Returned => job.stage = if was_finished(visit) { Stage::AtWork } else { Stage::Planned },
        _ => {}
    }
    if job.stage >= Stage::Planned {
        job.besides = job.besides.filter(|besides| *besides == Besides::Paused);
        job.reached_ms = reached(visit);
    }
    let start_ms = visit.agreed_start_ms.or(visit.window_start_ms);
    let end_ms = if visit.agreed_start_ms.is_some() { visit.agreed_end_ms } else { visit.window_end_ms };
    let zone = visit.zone.clone().or_else(|| order.zone.clone()).unwrap_or_default();
    if job.stage == Stage::Planned {
        job.coming = start_ms.map(|start_ms| Coming { start_ms, end_ms, zone });
    }
    job
}

fn reached(visit: &VisitView) -> Vec<(Stage, i64)> {
    let at = |status: VisitStatus| visit.reached_ms.get(status.as_str()).copied();
    let work_ms = at(VisitStatus::OnSite).or_else(|| at(VisitStatus::Working));
    let reached = [
        (Stage::OnTheWay, at(VisitStatus::Travelling)),
        (Stage::AtWork, work_ms),
        (Stage::Done, at(VisitStatus::Finished)),
    ];
    reached.into_iter().filter_map(|(stage, at_ms)| Some((stage, at_ms?))).collect()
}

fn signed_report(id: Id, visit: &VisitView) -> Option<ReportOfVisit> {
    let signed = visit.signatures.iter().rfind(|seen| seen.body.over == Signed::Report && !seen.is_in_review)?;
    Some(ReportOfVisit { visit: id, signed_ms: signed.at_ms })
}

/// The one name by which a customer is told who comes: in Chinese the family name, as one speaks of a master of a trade there
/// (林 for 林甲), else the first word of the name.
pub fn called(user: &User, language: Language) -> String {
    const DOUBLE: [&str; 10] = ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"];
    let name = user.name.in_language(language).trim();
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    if name.chars().next().is_some_and(is_han) {
        let double = DOUBLE.iter().find(|double| name.starts_with(**double));
        return double.map_or_else(|| name.chars().take(1).collect(), |double| (*double).to_owned());
    }
    name.split([' ', ',', '\u{a0}']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{super::customer::DAY_MS, *};
    use onsite_domain::Text;

    #[test]
    fn who_comes_is_told_by_one_name() {
        let user = |zh: &str, en: &str| User { name: Text::new(zh, en), ..User::default() };
        assert_eq!(called(&user("林甲", "Lin Jia"), Language::Zh), "林");
        assert_eq!(called(&user("欧阳甲乙", "Ouyang Jiayi"), Language::Zh), "欧阳");
        assert_eq!(called(&user("林甲", "Lin Jia"), Language::En), "Lin");
        assert_eq!(called(&user("", "Alice Example"), Language::Zh), "Alice");
        assert_eq!(called(&user("林甲", ""), Language::En), "林");
    }

    fn visit(number: u128, status: VisitStatus, reached: &[(VisitStatus, i64)]) -> (Id, VisitView) {
        let view = VisitView {
            status,
            has_ended: status.has_ended(),
            lead: Some(Id::from_parts(1, 9)),
            window_start_ms: Some(10 * DAY_MS),
            window_end_ms: Some(10 * DAY_MS + 7_200_000),
            reached_ms: reached.iter().map(|(status, at_ms)| (status.to_string(), *at_ms)).collect(),
            ..VisitView::default()
        };
        (Id::from_parts(1, number), view)
    }

    fn order(status: WorkOrderStatus) -> WorkOrderView {
        WorkOrderView {
            status,
            is_open: status.is_open(),
            received_ms: Some(1),
            since_ms: Some(99),
            ..Default::default()
        }
    }

    #[test]
    fn an_order_goes_its_way_in_the_customers_words() {
        use {VisitStatus as V, WorkOrderStatus as W};
        let at = |status, visits: &[(Id, VisitView)]| {
            let job = job(&order(status), visits);
            (job.stage, job.besides, job.coming.is_some(), job.ended_ms)
        };
        let open = |stage, is_coming| (stage, None, is_coming, None);
        assert_eq!(at(W::New, &[]), open(Stage::Taken, false));
        let nobody = VisitView { lead: None, ..visit(1, V::Planned, &[]).1 };
        assert_eq!(at(W::New, &[(Id::from_parts(1, 1), nobody)]), open(Stage::Taken, false));
        assert_eq!(at(W::Scheduled, &[visit(1, V::Planned, &[])]), open(Stage::Planned, true));
        assert_eq!(at(W::UnderWay, &[visit(1, V::Travelling, &[])]), open(Stage::OnTheWay, false));
        assert_eq!(at(W::UnderWay, &[visit(1, V::OnSite, &[])]), open(Stage::AtWork, false));
        assert_eq!(at(W::Paused, &[visit(1, V::Paused, &[])]).1, Some(Besides::Paused));
        let again = visit(1, V::SecondVisitNeeded, &[(V::Working, 3)]);
        assert_eq!(
            at(W::FollowUp, std::slice::from_ref(&again)),
            (Stage::Taken, Some(Besides::AnotherVisit), false, None)
        );
        assert_eq!(at(W::Scheduled, &[again, visit(2, V::Accepted, &[])]), open(Stage::Planned, true));
        let done = visit(1, V::Finished, &[(V::Travelling, 2), (V::Working, 3), (V::Finished, 4)]);
        assert_eq!(at(W::Done, std::slice::from_ref(&done)), (Stage::Done, None, false, Some(4)));
        assert_eq!(at(W::Closed, &[done]), (Stage::Done, None, false, Some(4)), "90 days run from the end of the work");
        assert_eq!(at(W::Cancelled, &[]), (Stage::Done, Some(Besides::Cancelled), false, Some(99)));
    }
}
