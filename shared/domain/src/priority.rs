//! How urgent something is.

use crate::choice::choices;

choices! {
    /// Most urgent first, so that sorting by it puts the urgent on top.
    Priority {
        /// People are in danger or a whole site stands still.
        Critical = "critical",
        High = "high",
        Normal = "normal",
        Low = "low",
    }
}
