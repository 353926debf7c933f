//! Words of the domain's closed lists, each by its key in the catalogue.

/// `report-` with the list and the value: the domain's values with hyphens.
const KEYS: &[&str] = &[
    "report-kind-consult",
    "report-kind-repair",
    "report-kind-install",
    "report-kind-inspect",
    "report-kind-maintain",
    "report-kind-survey",
    "report-kind-train",
    "report-kind-replace",
    "report-kind-retire",
    "report-mode-onsite",
    "report-mode-remote",
    "report-mode-workshop",
    "report-verdict-accepted",
    "report-verdict-accepted-with-reservations",
    "report-verdict-not-solved",
    "report-device-state-working",
    "report-device-state-limited",
    "report-device-state-stopped",
    "report-payer-warranty",
    "report-payer-contract",
    "report-payer-customer",
    "report-payer-goodwill",
    "report-condition-new",
    "report-condition-good-used",
    "report-condition-defective",
    "report-time-travel",
    "report-time-work",
    "report-time-wait",
    "report-time-break",
    "report-paid-by-cash",
    "report-paid-by-transfer",
    "report-paid-by-link",
    "report-paid-by-card",
    "report-paid-by-invoice",
    "report-paid-by-other",
    "report-moment-before",
    "report-moment-during",
    "report-moment-after",
];

/// `None` for a value that this build does not know.
pub(super) fn key(list: &str, value: &str) -> Option<&'static str> {
    let key = format!("report-{list}-{}", value.replace('_', "-"));
    KEYS.iter().find(|known| **known == key).copied()
}

#[cfg(test)]
mod tests {
    use super::key;
    use onsite_domain::{
        acceptance::{DeviceState, Verdict},
        cover::Payer,
        movement::Condition,
        photo::PhotoMoment,
        time_entry::TimeKind,
        visit_charges::PaymentMethod,
        work_order,
    };

    #[test]
    fn every_value_of_the_domain_has_words() {
        let mut wanted: Vec<(&str, &str)> = Vec::new();
        wanted.extend(work_order::KINDS.iter().map(|kind| ("kind", *kind)));
        wanted.extend(work_order::MODES.iter().map(|mode| ("mode", *mode)));
        wanted.extend(Verdict::ALL.iter().map(|verdict| ("verdict", verdict.as_str())));
        wanted.extend(DeviceState::ALL.iter().map(|state| ("device-state", state.as_str())));
        wanted.extend(Payer::ALL.iter().map(|payer| ("payer", payer.as_str())));
        wanted.extend(Condition::ALL.iter().map(|condition| ("condition", condition.as_str())));
        wanted.extend(PhotoMoment::ALL.iter().map(|moment| ("moment", moment.as_str())));
        wanted.extend(TimeKind::ALL.iter().map(|kind| ("time", kind.as_str())));
        wanted.extend(PaymentMethod::ALL.iter().map(|method| ("paid-by", method.as_str())));
        for (list, value) in wanted {
            assert!(key(list, value).is_some(), "{list} {value}");
        }
        assert_eq!(key("verdict", "of_tomorrow"), None);
    }
}
