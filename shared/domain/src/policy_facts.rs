//! Who may state which fact.

use super::{Asked, ReviewReason, Verdict, stock};
use crate::{
    Author, Rejected, RejectedCode, Subject, Word,
    acceptance::AcceptanceFact,
    approval::ApprovalFact,
    assignment::{AssignmentFact, ClaimFact, DeclineFact, HandOverFact, OfferFact},
    code_binding::CodeBindingFact,
    count::CountFact,
    custody::CustodyFact,
    decision::DecisionFact,
    device_merge::DeviceMergedFact,
    erasure::ErasureFact,
    fact::Fact,
    fact_kind::FactBody,
    failure::FailureFact,
    giving::{GivenAcceptedFact, GivenFact},
    lifecycle::LifecycleFact,
    meter_reading::MeterReadingFact,
    movement::MovementFact,
    press::{Maker, Press, PressFact},
    proposed_correction::ProposedCorrectionFact,
    rating::RatingFact,
    sealed_report::SealedReportFact,
    signature::SignatureFact,
    user::Role,
    visit_status,
};

/// Who takes what came back from a visit, or returns it.
const REVIEWERS: &[Role] = &[Role::Dispatcher, Role::ServiceManager, Role::QualityInspector];

pub(super) fn check(asked: &Asked<'_>, fact: &Fact) -> Result<Verdict, Rejected> {
    same_order(asked, fact)?;
    match fact.kind.as_str() {
        PressFact::KIND => press(asked, fact),
        AssignmentFact::KIND => assignment(asked, fact),
        OfferFact::KIND => desk_of_order(asked, asked.order(asked.subject.id).as_ref()),
        ClaimFact::KIND if asked.is_engineer() => claim(asked),
        GivenFact::KIND => allow(asked, asked.has(Role::Dispatcher) && !asked.rights.author.is_field()),
        GivenAcceptedFact::KIND => allow(
            asked,
            asked.is_contractor_of(asked.order(asked.subject.id).as_ref()) && !asked.rights.author.is_field(),
        ),
        DeclineFact::KIND if asked.subject.word == Word::WorkOrder => {
            allow(asked, asked.is_contractor_of(asked.order(asked.subject.id).as_ref()))
        }
        DeclineFact::KIND => on_visit(asked, false),
        HandOverFact::KIND => on_visit(asked, true),
        AcceptanceFact::KIND => on_visit(asked, false),
        SignatureFact::KIND | SealedReportFact::KIND | RatingFact::KIND => by_customer_or_engineer(asked),
        MovementFact::KIND => stock::movement(asked, fact),
        CountFact::KIND => stock::count(asked, fact),
        CustodyFact::KIND => allow(asked, asked.has_any(&[Role::StockKeeper, Role::Administrator])),
        ApprovalFact::KIND => allow(asked, asked.has_any(&[Role::StockKeeper, Role::Dispatcher])),
        CodeBindingFact::KIND if is_office_of_devices(asked) => Ok(Verdict::Accept),
        DeviceMergedFact::KIND => merge(asked, fact),
        MeterReadingFact::KIND | CodeBindingFact::KIND | FailureFact::KIND | LifecycleFact::KIND => on_device(asked),
        ProposedCorrectionFact::KIND if asked.is_engineer() => asked.by_scope(asked.subject),
        ProposedCorrectionFact::KIND => {
            allow(asked, asked.has_any(&[Role::Dispatcher, Role::IntakeAgent, Role::Expert, Role::ServiceManager]))
        }
        DecisionFact::KIND => decision(asked),
        ErasureFact::KIND => allow(asked, asked.has(Role::Administrator) && !asked.rights.author.is_field()),
        // Confirmations of claims and receipts are the server's own.
        _ => Err(Rejected::new(RejectedCode::Forbidden, "kind")),
    }
}

fn allow(asked: &Asked<'_>, is_allowed: bool) -> Result<Verdict, Rejected> {
    if is_allowed { Ok(Verdict::Accept) } else { Err(asked.forbidden()) }
}

/// A fact about a visit and an order is about the visit's own order.
fn same_order(asked: &Asked<'_>, fact: &Fact) -> Result<(), Rejected> {
    if asked.subject.word != Word::Visit {
        return Ok(());
    }
    let visit = asked.visit(asked.subject.id).ok_or_else(|| Rejected::new(RejectedCode::NotFound, "visit"))?;
    let named = fact.subjects.iter().find(|subject| subject.word == Word::WorkOrder);
    if named.is_some_and(|named| visit.work_order != Some(named.id)) {
        return Err(Rejected::because(RejectedCode::WrongShape, "subjects", "the order that the visit belongs to"));
    }
    Ok(())
}

fn desk_of_order(asked: &Asked<'_>, order: Option<&super::OrderRights>) -> Result<Verdict, Rejected> {
    allow(asked, asked.has(Role::Dispatcher) || asked.is_contractor_of(order))
}

/// Whoever claims an order has the skills it asks for, valid today. Where another was faster the order has left their scope:
/// nobody has to decide about that, for only the first claim counts.
fn claim(asked: &Asked<'_>) -> Result<Verdict, Rejected> {
    asked.by_scope(asked.subject)?;
    let order = asked.order(asked.subject.id).unwrap_or_default();
    let lacking: Vec<&str> = order
        .required_skills
        .iter()
        .filter(|skill| !asked.rights.skills.contains(*skill))
        .map(String::as_str)
        .collect();
    if lacking.is_empty() {
        return Ok(Verdict::Accept);
    }
    let detail = format!("the order asks for {}", lacking.join(", "));
    Err(Rejected::because(RejectedCode::Forbidden, "skills", detail))
}

fn press(asked: &Asked<'_>, fact: &Fact) -> Result<Verdict, Rejected> {
    let press = fact.body::<PressFact>().map(|body| body.press).unwrap_or_default();
    let is_desk = asked.has(Role::Dispatcher) && !asked.rights.author.is_field();
    if asked.subject.word == Word::WorkOrder {
        // A contractor's dispatcher plans when its own people come.
        let is_planning = matches!(press, Press::Schedule | Press::Reschedule) && !asked.rights.author.is_field();
        return allow(
            asked,
            is_desk || (is_planning && asked.is_contractor_of(asked.order(asked.subject.id).as_ref())),
        );
    }
    let may = |maker: Maker| visit_status::may_press(press, maker);
    if !asked.rights.author.is_field() {
        // What came back is reviewed by whoever answers for the work, too.
        let is_review = matches!(press, Press::ReviewAccept | Press::ReviewReturn) && asked.has_any(REVIEWERS);
        return allow(asked, (is_desk || is_review) && may(Maker::Dispatcher));
    }
    let visit = asked.visit(asked.subject.id).unwrap_or_default();
    let verdict = asked.by_assignment(&visit)?;
    let is_helper = asked.user().is_some_and(|user| visit.helpers.contains(&user)) && visit.lead != asked.user();
    if !may(if is_helper { Maker::Engineer } else { Maker::Lead }) {
        return Err(asked.forbidden());
    }
    Ok(verdict)
}

fn assignment(asked: &Asked<'_>, fact: &Fact) -> Result<Verdict, Rejected> {
    let visit = asked.visit(asked.subject.id).unwrap_or_default();
    let order = visit.work_order.and_then(|order| asked.order(order));
    if !asked.rights.author.is_field() {
        return desk_of_order(asked, order.as_ref());
    }
    // An engineer takes a visit of their own making, and nobody else's.
    let user = asked.user().filter(|_| asked.is_engineer()).ok_or_else(|| asked.forbidden())?;
    let lead = fact.body::<AssignmentFact>().and_then(|body| body.lead);
    let is_free = visit.is_own(user) || visit.lead == Some(user);
    allow(asked, lead == Some(user) && is_free && visit.created_by.as_ref().and_then(Author::user) == Some(user))
}

fn on_visit(asked: &Asked<'_>, is_for_lead: bool) -> Result<Verdict, Rejected> {
    let visit = asked.visit(asked.subject.id).unwrap_or_default();
    let verdict = asked.by_assignment(&visit)?;
    if is_for_lead && verdict == Verdict::Accept && visit.lead != asked.user() {
        return Err(asked.forbidden());
    }
    Ok(verdict)
}

fn by_customer_or_engineer(asked: &Asked<'_>) -> Result<Verdict, Rejected> {
    if matches!(asked.rights.author, Author::CustomerLink { .. }) {
        return allow(asked, asked.is_in_scope(asked.subject));
    }
    if asked.subject.word == Word::Visit {
        return on_visit(asked, false);
    }
    if asked.subject.word == Word::PartRequest && asked.is_engineer() {
        return asked.by_scope(asked.subject);
    }
    allow(asked, asked.has_any(&[Role::ComplaintHandler, Role::StockKeeper]))
}

fn on_device(asked: &Asked<'_>) -> Result<Verdict, Rejected> {
    if asked.has(Role::Dispatcher) {
        return Ok(Verdict::Accept);
    }
    if asked.is_engineer() { asked.by_scope(asked.subject) } else { Err(asked.forbidden()) }
}

/// Those at the desk who keep the files of machines.
fn is_office_of_devices(asked: &Asked<'_>) -> bool {
    asked.has_any(&[Role::Dispatcher, Role::ServiceManager, Role::Administrator]) && !asked.rights.author.is_field()
}

/// The office joins two files, neither of which is a double already, or takes that back.
fn merge(asked: &Asked<'_>, fact: &Fact) -> Result<Verdict, Rejected> {
    #[derive(serde::Deserialize, utoipa::ToSchema)]
    struct Double {
        #[serde(default)]
        merged_into: Option<crate::Id>,
    }
    if !is_office_of_devices(asked) {
        return Err(asked.forbidden());
    }
    let not_found = || Rejected::new(RejectedCode::NotFound, Word::Device.as_str());
    let body: DeviceMergedFact = fact.body().ok_or_else(|| Rejected::new(RejectedCode::WrongShape, "device_merged"))?;
    let into = fact.subjects.get(1).ok_or_else(not_found)?;
    let merged_into = |subject: &Subject| {
        let double: Option<Double> = asked.view(subject.word, subject.id);
        double.map(|double| double.merged_into).ok_or_else(not_found)
    };
    let (double, target) = (merged_into(&asked.subject)?, merged_into(into)?);
    let (path, is_possible) = match body.is_undone {
        true => ("device", double == Some(into.id)),
        false if double.is_some() => ("device", false),
        false => ("into", target.is_none()),
    };
    if is_possible { Ok(Verdict::Accept) } else { Err(Rejected::new(RejectedCode::IllegalTransition, path)) }
}

/// The desk decides; the lead settles what concerns the own visit; the stock keeper what concerns stock.
fn decision(asked: &Asked<'_>) -> Result<Verdict, Rejected> {
    if asked.has_any(&[Role::Dispatcher, Role::ServiceManager]) {
        return Ok(Verdict::Accept);
    }
    match asked.subject.word {
        Word::Visit if asked.is_engineer() => on_visit(asked, true),
        Word::Visit => {
            let order = asked.visit(asked.subject.id).and_then(|visit| visit.work_order);
            allow(asked, asked.is_contractor_of(order.and_then(|order| asked.order(order)).as_ref()))
        }
        Word::WorkOrder => allow(asked, asked.is_contractor_of(asked.order(asked.subject.id).as_ref())),
        Word::StockLocation | Word::PartRequest => allow(asked, asked.has(Role::StockKeeper)),
        Word::FieldDevice | Word::User => allow(asked, asked.has(Role::Administrator)),
        _ => Err(asked.forbidden()),
    }
}

/// Whether a movement or fact of somebody assigned to the visit it names counts.
pub(super) fn by_named_visit(asked: &Asked<'_>, visit: crate::Id) -> Result<Verdict, Rejected> {
    let subject = Subject::new(Word::Visit, visit);
    let visit = asked.visit(visit).ok_or_else(|| Rejected::new(RejectedCode::NotFound, subject.word.as_str()))?;
    match asked.by_assignment(&visit)? {
        // Parts used on a visit that was cancelled meanwhile are gone from the van all the same.
        Verdict::Review(ReviewReason::AfterCancelled | ReviewReason::AfterReviewed) => Ok(Verdict::Accept),
        verdict => Ok(verdict),
    }
}
