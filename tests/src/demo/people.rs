//! The company, its branch, its contractor, and the people of both.

use super::loader::{Loader, id};
use jiff::civil::date;
use onsite_domain::{
    Coordinates, Id, Language, Text, Word,
    organisation::{Organisation, OrganisationKind},
    settings::Called,
    team::Team,
    user::{Role, Skill, User},
};

pub(super) const ZONE: &str = "Asia/Shanghai";

pub(super) struct Person {
    pub(super) login: &'static str,
    zh: &'static str,
    en: &'static str,
    organisation: &'static str,
    role: Role,
    /// Code and level.
    skills: &'static [(&'static str, u8)],
    language: Language,
    phone: &'static str,
}

const fn person(
    login: &'static str,
    name: (&'static str, &'static str),
    organisation: &'static str,
    role: Role,
    skills: &'static [(&'static str, u8)],
    phone: &'static str,
) -> Person {
    Person { login, zh: name.0, en: name.1, organisation, role, skills, language: Language::Zh, phone }
}

/// Named by the ten heavenly stems, as one says Alice and Bob.
pub(super) const PEOPLE: &[Person] = &[
    person(
        "lin",
        ("林甲", "Lin Jia"),
        "company",
        Role::Engineer,
        &[("mri", 5), ("ct", 4), ("electric", 3)],
        "+86 21 5555 0101",
    ),
    person(
        "zhou",
        ("周乙", "Zhou Yi"),
        "company",
        Role::Engineer,
        &[("hvac", 4), ("refrigerant", 3), ("electric", 4), ("mri", 1)],
        "+86 21 5555 0102",
    ),
    person(
        "chen",
        ("陈丙", "Chen Bing"),
        "branch",
        Role::Engineer,
        &[("ct", 4), ("xray", 4), ("ultrasound", 5)],
        "+86 571 5555 0103",
    ),
    person(
        "wu",
        ("吴丁", "Wu Ding"),
        "contractor",
        Role::Engineer,
        &[("hvac", 3), ("refrigerant", 2)],
        "+86 512 5555 0104",
    ),
    person("zheng", ("郑戊", "Zheng Wu"), "company", Role::Dispatcher, &[], "+86 21 5555 0105"),
    person("sun", ("孙己", "Sun Ji"), "company", Role::StockKeeper, &[], "+86 21 5555 0106"),
    person("qian", ("钱庚", "Qian Geng"), "company", Role::Administrator, &[], "+86 21 5555 0107"),
    person("zhao", ("赵辛", "Zhao Xin"), "company", Role::ServiceManager, &[], "+86 21 5555 0108"),
    person("feng", ("冯壬", "Feng Ren"), "contractor", Role::ContractorDispatcher, &[], "+86 512 5555 0109"),
    person("he", ("何癸", "He Gui"), "company", Role::Expert, &[("mri", 5), ("ct", 5)], "+86 21 5555 0110"),
];

pub(super) const ENGINEERS: &[&str] = &["lin", "zhou", "chen", "wu"];

const SKILL_NAMES: &[(&str, &str, &str)] = &[
    ("mri", "磁共振", "MRI"),
    ("ct", "CT", "CT"),
    ("xray", "数字化X射线", "Digital radiography"),
    ("ultrasound", "超声", "Ultrasound"),
    ("hvac", "暖通空调", "HVAC"),
    ("refrigerant", "制冷剂操作", "Refrigerant handling"),
    ("electric", "低压电工", "Low-voltage electrician"),
];

struct OrganisationRow {
    key: &'static str,
    kind: OrganisationKind,
    name: (&'static str, &'static str),
    short_name: (&'static str, &'static str),
    address: (&'static str, &'static str),
    /// Millionths of a degree, north and east.
    place: (i32, i32),
    regions: &'static [&'static str],
    phone: &'static str,
}

const ORGANISATIONS: &[OrganisationRow] = &[
    OrganisationRow {
        key: "company",
        kind: OrganisationKind::Company,
        name: ("示例云帆设备服务有限公司", "Example Yunfan Equipment Service Co., Ltd."),
        short_name: ("云帆服务", "Yunfan"),
        address: ("上海市闵行区示例路 88 号 3 号楼", "Building 3, 88 Shili Road, Minhang District, Shanghai"),
        place: (31_112_500, 121_381_900),
        regions: &["上海", "江苏南部"],
        phone: "+86 21 5555 0100",
    },
    OrganisationRow {
        key: "branch",
        kind: OrganisationKind::Branch,
        name: ("示例云帆设备服务有限公司杭州分公司", "Example Yunfan Equipment Service, Hangzhou branch"),
        short_name: ("云帆杭州", "Yunfan Hangzhou"),
        address: ("浙江省杭州市滨江区示例街 12 号", "12 Shili Street, Binjiang District, Hangzhou"),
        place: (30_208_400, 120_211_700),
        regions: &["浙江北部"],
        phone: "+86 571 5555 0100",
    },
    OrganisationRow {
        key: "contractor",
        kind: OrganisationKind::Contractor,
        name: ("示例虎丘暖通工程有限公司", "Example Huqiu HVAC Works Co., Ltd."),
        short_name: ("虎丘暖通", "Huqiu HVAC"),
        address: ("江苏省苏州市虎丘区示例巷 5 号", "5 Shili Lane, Huqiu District, Suzhou"),
        place: (31_295_300, 120_566_800),
        regions: &["江苏南部"],
        phone: "+86 512 5555 0100",
    },
];

struct TeamRow {
    key: &'static str,
    name: (&'static str, &'static str),
    organisation: &'static str,
    lead: &'static str,
    members: &'static [&'static str],
    skills: &'static [&'static str],
}

const TEAMS: &[TeamRow] = &[
    TeamRow {
        key: "imaging",
        name: ("影像组", "Imaging"),
        organisation: "company",
        lead: "lin",
        members: &["lin", "chen"],
        skills: &["mri", "ct"],
    },
    TeamRow {
        key: "hvac",
        name: ("暖通组", "HVAC"),
        organisation: "company",
        lead: "zhou",
        members: &["zhou", "lin"],
        skills: &["hvac"],
    },
];

pub(super) fn user(login: &str) -> Id {
    id("user", login)
}

pub(super) fn text(pair: (&str, &str)) -> Text {
    Text::new(pair.0, pair.1)
}

pub(super) const fn place((latitude_udeg, longitude_udeg): (i32, i32)) -> Coordinates {
    Coordinates { latitude_udeg, longitude_udeg }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|item| (*item).to_owned()).collect()
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for row in ORGANISATIONS {
        let parent = (row.kind != OrganisationKind::Company).then(|| id("organisation", "company"));
        let body = Organisation {
            kind: row.kind,
            number: format!("ORG-{}", row.key.to_uppercase()),
            name: text(row.name),
            short_name: text(row.short_name),
            parent,
            address: text(row.address),
            coordinates: Some(place(row.place)),
            regions: owned(row.regions),
            phone: row.phone.to_owned(),
            email: format!("{}@yunfan.example", row.key),
            zone: ZONE.to_owned(),
            calendar: Some(id("calendar", "office")),
            ..Organisation::default()
        };
        loader.put(Word::Organisation, row.key, &body)?;
    }
    for (index, row) in PEOPLE.iter().enumerate() {
        let organisation = ORGANISATIONS.iter().find(|organisation| organisation.key == row.organisation);
        let body = User {
            login: row.login.to_owned(),
            name: Text::new(row.zh, row.en),
            number: format!("YF-{:03}", index.saturating_add(1)),
            organisation: id("organisation", row.organisation),
            roles: [row.role].into(),
            skills: row.skills.iter().map(|(code, level)| skill(code, *level)).collect(),
            language: row.language,
            phone: row.phone.to_owned(),
            email: format!("{}@yunfan.example", row.login),
            zone: ZONE.to_owned(),
            calendar: Some(id("calendar", "office")),
            base: organisation.map(|organisation| place(organisation.place)),
            ..User::default()
        };
        loader.put(Word::User, row.login, &body)?;
    }
    for row in TEAMS {
        let body = Team {
            name: text(row.name),
            organisation: id("organisation", row.organisation),
            lead: Some(user(row.lead)),
            members: row.members.iter().map(|login| user(login)).collect(),
            skills: owned(row.skills),
            ..Team::default()
        };
        loader.put(Word::Team, row.key, &body)?;
    }
    Ok(())
}

/// Skills by what the company calls them.
pub(super) fn skills_called() -> Vec<Called> {
    let called = |(code, zh, en): &(&str, &str, &str)| Called { code: (*code).to_owned(), name: Text::new(*zh, *en) };
    SKILL_NAMES.iter().map(called).collect()
}

fn skill(code: &str, level: u8) -> Skill {
    let name = SKILL_NAMES.iter().find(|(known, _, _)| *known == code).map_or(("", ""), |(_, zh, en)| (*zh, *en));
    Skill {
        code: code.to_owned(),
        name: text(name),
        level,
        certificate_number: format!("CERT-{}-{level}", code.to_uppercase()),
        certificate: None,
        expires_on: Some(date(2099, 12, 31)),
    }
}

/// Logins of the demonstration; passwords nobody should use anywhere else.
pub(super) fn logins() -> Vec<super::Login> {
    PEOPLE
        .iter()
        .map(|person| super::Login {
            user: user(person.login),
            name: format!("{} {}", person.zh, person.en),
            role: person.role.to_string(),
            login: person.login.to_owned(),
            password: format!("{}-demo-only", person.login),
        })
        .collect()
}
