//! What only screens say stands in files of its own, which no program carries: they are judged here.

use fluent_bundle::FluentResource;
use fluent_syntax::{ast::Entry, serializer};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Keys of a catalogue, each with its variables.
fn catalogue(path: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let resource = fluent_syntax::parser::parse(text.as_str());
    let resource = resource.unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    FluentResource::try_new(text.clone()).unwrap();
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let alone = fluent_syntax::ast::Resource { body: vec![Entry::Message(message.clone())] };
        let written = serializer::serialize(&alone);
        let name = |rest: &str| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap().to_owned();
        let variables = written.split('$').skip(1).map(name).collect();
        let key = message.id.name.to_owned();
        assert!(found.insert(key.clone(), variables).is_none(), "{}: {key} twice", path.display());
    }
    found
}

#[test]
fn screens_say_the_same_in_both_languages_and_no_key_stands_in_two_files() {
    let mut all: BTreeMap<String, String> =
        super::keys(super::Language::En).map(|key| (key.to_owned(), "en.ftl".to_owned())).collect();
    let mut areas = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = ["screens", "console"].map(|place| std::fs::read_dir(root.join(place)).unwrap());
    for entry in listed.into_iter().flatten() {
        let path = entry.unwrap().path();
        let folder = path.parent().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(area) = name.strip_suffix(".en.ftl") else {
            let area = name.strip_suffix(".zh-CN.ftl").unwrap_or_else(|| panic!("{name}: neither language"));
            assert!(folder.join(format!("{area}.en.ftl")).exists(), "{name} has no English");
            continue;
        };
        let (en, zh) = (catalogue(&folder.join(&name)), catalogue(&folder.join(format!("{area}.zh-CN.ftl"))));
        assert_eq!(en.keys().collect::<Vec<_>>(), zh.keys().collect::<Vec<_>>(), "{area}");
        for (key, variables) in &en {
            assert_eq!(Some(variables), zh.get(key), "{area}: {key}");
            assert_eq!(all.insert(key.clone(), name.clone()), None, "{key} stands in two files");
        }
        areas += 1;
    }
    assert!(areas > 2, "{areas}");
}
