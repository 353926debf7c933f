//! Nothing in stock came from nowhere, in no condition of it either, and a van below zero is known to somebody.

use super::Checked;
use crate::sim::company::VANS;
use onsite_domain::{Subject, Word};
use onsite_store::{derived, stock};

pub(super) fn check(checked: &mut Checked<'_>) -> anyhow::Result<()> {
    let database = checked.server.database();
    let sum: i64 = database.query_row("SELECT coalesce(sum(quantity), 0) FROM stock_balance", [], |row| row.get(0))?;
    anyhow::ensure!(sum == 0, "all balances sum to {sum}");
    let conjured: Option<String> = database
        .prepare(
            "SELECT part || ' ' || condition || ' ' || sum(quantity) FROM stock_balance
             GROUP BY part, condition, serial, lot HAVING sum(quantity) <> 0 LIMIT 1",
        )?
        .query_map([], |row| row.get(0))?
        .next()
        .transpose()?;
    anyhow::ensure!(conjured.is_none(), "a movement made one condition out of another: {conjured:?}");
    let attention = derived::attention(database, true, 10_000)?;
    for van in VANS {
        let subject = Subject::new(Word::StockLocation, van);
        let is_below = stock::balances(database, van)?.iter().any(|balance| balance.quantity.0 < 0);
        let is_known = attention.iter().any(|item| item.subject == subject);
        anyhow::ensure!(!is_below || is_known, "{subject} is below zero and nobody is told");
    }
    Ok(())
}
