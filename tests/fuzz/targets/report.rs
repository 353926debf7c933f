#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onsite_tests::fuzz::run("report", bytes));
