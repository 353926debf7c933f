use super::*;
use crate::testing::id;
#[test]
fn placeholder_until_the_matrix() {
    let _ = id(1);
}
