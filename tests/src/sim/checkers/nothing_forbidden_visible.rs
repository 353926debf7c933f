//! A phone holds documents and records of its scope only, and none of another organisation's orders.

use super::{Checked, converged::members};
use crate::sim::{company::CONTRACTOR, phone::SimPhone};
use onsite_domain::{Author, Id, Subject, Word, user::User, work_order::WorkOrderView};
use onsite_store::{Connection, derived, record};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    for phone in checked.fleet.phones.iter().filter(|phone| !phone.is_revoked) {
        let Some(app) = &phone.app else { continue };
        let allowed = members(checked.server.database(), phone)?;
        let mut statement =
            app.database().prepare("SELECT subject FROM document UNION SELECT subject FROM record ORDER BY subject")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for row in rows {
            let text = row?;
            let subject = text.parse().map_err(|_| anyhow::anyhow!("{text} is no subject"))?;
            anyhow::ensure!(allowed.contains(&subject), "{} still holds {subject}", phone.name);
            if let Some(user) = contractors_user(checked.server.database(), phone)? {
                is_for_contractor(checked.server.database(), phone, user, subject)?;
            }
        }
    }
    Ok(())
}

/// The user of a phone that belongs to the contractor.
fn contractors_user(server: &Connection, phone: &SimPhone) -> anyhow::Result<Option<Id>> {
    let held = record::get(server, Subject::new(Word::User, phone.user))?;
    let user = held.and_then(|held| held.record.body::<User>());
    Ok(user.filter(|user| user.organisation == CONTRACTOR).map(|_| phone.user))
}

/// An order on a contractor's phone was given to the contractor, names its user, or is one that such an order follows up.
fn is_for_contractor(server: &Connection, phone: &SimPhone, user: Id, subject: Subject) -> anyhow::Result<()> {
    if subject.word != Word::WorkOrder {
        return Ok(());
    }
    let order: WorkOrderView = derived::view_as(server, subject)?.unwrap_or_default();
    let names_user = order.organisation == Some(CONTRACTOR)
        || order.is_assigned(user)
        || order.visits.iter().any(|visit| visit.former.contains(&user))
        || order.created_by.as_ref().and_then(Author::user) == Some(user)
        || order.offers.iter().any(|offer| offer.body.users.contains(&user));
    anyhow::ensure!(names_user, "{} of the contractor holds {subject}", phone.name);
    Ok(())
}
