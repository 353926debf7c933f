//! A report as a PDF: the pages a customer reads, signs and keeps.
