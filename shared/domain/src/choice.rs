//! Closed lists of values with their one spelling, read tolerantly.

/// Declares a list of values. `Unknown` is what a newer server's value reads as, and what a missing one is: it is never
/// valid in a record that somebody writes, so [`checked`](Self::checked) refuses it.
macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Missing, or from a newer version.
            #[default]
            Unknown,
        }

        impl $name {
            /// Every known value, in the order it is declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* Self::Unknown => "unknown" }
            }

            pub fn from_text(text: &str) -> Self {
                match text { $($text => Self::$variant,)* _ => Self::Unknown }
            }

            /// The value itself unless it is missing or unknown.
            pub fn checked(self, path: &str) -> Result<Self, $crate::Rejected> {
                if self == Self::Unknown {
                    let known: Vec<&str> = Self::ALL.iter().map(|choice| choice.as_str()).collect();
                    return Err($crate::Rejected::because(
                        $crate::RejectedCode::WrongShape,
                        path,
                        format!("one of {}", known.join(", ")),
                    ));
                }
                Ok(self)
            }
        }

        $crate::schema::described!(
            $name,
            $crate::schema::one_of([$($text,)* "unknown"])
        );

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from_text(&text))
            }
        }
    };
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use crate::Priority;

    #[test]
    fn a_value_of_a_newer_version_reads_as_unknown_and_cannot_be_written() {
        assert_eq!(serde_json::from_str::<Priority>("\"high\"").ok(), Some(Priority::High));
        assert_eq!(serde_json::from_str::<Priority>("\"dire\"").ok(), Some(Priority::Unknown));
        assert!(Priority::Unknown.checked("priority").is_err());
        for priority in Priority::ALL {
            assert_eq!(Priority::from_text(priority.as_str()).checked("priority"), Ok(*priority));
        }
    }
}
