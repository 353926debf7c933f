//! Codes on paper and in pictures: the QR symbol of a device code, label sheets, and reading codes from photographs.
