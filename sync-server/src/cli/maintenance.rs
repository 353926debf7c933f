//! Maintenance plans from the command line.

use super::{Context, Failure};
use clap::Subcommand;
use serde_json::json;

#[derive(Subcommand)]
pub(crate) enum MaintenanceCommand {
    /// Make the orders that are due now; running it again changes nothing.
    Run {
        /// Only say which.
        #[arg(long)]
        dry_run: bool,
    },
}

impl MaintenanceCommand {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let Self::Run { dry_run } = self;
        let mut store = context.open()?;
        let now_ms = store.now_ms();
        let run = store.run(|store| store.run_maintenance(now_ms, dry_run))?;
        let made: Vec<_> = run
            .orders
            .iter()
            .map(|made| {
                json!({
                    "work_order": made.due.work_order, "number": made.number, "plan": made.due.plan,
                    "device": made.due.device, "occurrence": made.due.occurrence.occurrence,
                    "due_ms": made.due.occurrence.due_ms, "refused": made.refused,
                })
            })
            .collect();
        let value = json!({ "orders": made, "is_complete": run.is_complete, "is_dry_run": dry_run });
        context.say(&value, || {
            let line = |made: &onsite_server::maintenance::MadeOrder| {
                let refused = made.refused.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{}  {}  {refused}", made.number, made.due.occurrence.occurrence).trim_end().to_owned()
            };
            let mut lines: Vec<String> = run.orders.iter().map(line).collect();
            lines.push(context.say_with("server-maintenance-made", &[("count", &run.orders.len())]));
            lines
        });
        Ok(())
    }
}
