//! Twelve customers, their sites and contacts.

use super::{
    loader::{Loader, id},
    people::{ZONE, place, text},
};
use onsite_domain::{
    Language, Text, Word,
    contact::{Contact, ContactChannel},
    customer::Customer,
    site::Site,
};

pub(super) struct CustomerRow {
    pub(super) key: &'static str,
    name: (&'static str, &'static str),
    industry: &'static str,
    grade: &'static str,
    pub(super) organisation: &'static str,
    pub(super) language: Language,
    contact: (&'static str, &'static str),
    position: (&'static str, &'static str),
    pub(super) sites: &'static [SiteRow],
}

pub(super) struct SiteRow {
    pub(super) key: &'static str,
    name: (&'static str, &'static str),
    region: &'static str,
    address: (&'static str, &'static str),
    postcode: &'static str,
    place: (i32, i32),
    access: (&'static str, &'static str),
    /// Device model and how many of them stand there.
    pub(super) devices: &'static [(&'static str, usize)],
}

const BADGE: (&str, &str) = ("门卫处登记，凭工作证换访客证。", "Register at the gate; badge against company card.");
const BASEMENT: (&str, &str) = (
    "机房在地下二层，无手机信号；钥匙在值班室。",
    "Plant room on basement level 2, no mobile signal; key at the duty room.",
);
const MAGNET: (&str, &str) = (
    "磁体间禁止携带铁磁性物品；先到影像科登记。",
    "No ferromagnetic items in the magnet room; report to radiology first.",
);

pub(super) const CUSTOMERS: &[CustomerRow] = &[
    CustomerRow {
        key: "qingwu",
        name: ("青梧示例医院", "Qingwu Example Hospital"),
        industry: "医院",
        grade: "A",
        organisation: "company",
        language: Language::Zh,
        contact: ("甲老师", "Ms Jia"),
        position: ("设备科科长", "Head of equipment"),
        sites: &[
            SiteRow {
                key: "qingwu-main",
                name: ("本部影像楼", "Main campus, imaging building"),
                region: "上海",
                address: (
                    "上海市徐汇区示例路 1 号影像楼一层",
                    "Imaging building, floor 1, 1 Shili Road, Xuhui, Shanghai",
                ),
                postcode: "200030",
                place: (31_188_200, 121_436_500),
                access: MAGNET,
                devices: &[("HZ-MR15", 2), ("HZ-CT64", 2), ("HZ-DR30", 1), ("HZ-US8", 1)],
            },
            SiteRow {
                key: "qingwu-plant",
                name: ("本部能源中心", "Main campus, energy centre"),
                region: "上海",
                address: ("上海市徐汇区示例路 1 号地下二层", "Basement 2, 1 Shili Road, Xuhui, Shanghai"),
                postcode: "200030",
                place: (31_188_900, 121_437_100),
                access: BASEMENT,
                devices: &[("LC-500", 2), ("LC-AHU20", 2), ("LC-CT150", 1)],
            },
        ],
    },
    CustomerRow {
        key: "harbour",
        name: ("海港示例国际诊所", "Harbour Example International Clinic"),
        industry: "诊所",
        grade: "A",
        organisation: "company",
        language: Language::En,
        contact: ("示例史密斯", "Alex Example"),
        position: ("运营经理", "Operations manager"),
        sites: &[SiteRow {
            key: "harbour",
            name: ("陆家嘴诊所", "Lujiazui clinic"),
            region: "上海",
            address: ("上海市浦东新区示例大道 200 号 5 层", "Floor 5, 200 Shili Avenue, Pudong, Shanghai"),
            postcode: "200120",
            place: (31_235_900, 121_505_300),
            access: BADGE,
            devices: &[("HZ-MR15", 1), ("HZ-US8", 2), ("LC-VRF16", 1)],
        }],
    },
    CustomerRow {
        key: "yunqi",
        name: ("云栖示例体检中心", "Yunqi Example Health Check Centre"),
        industry: "体检",
        grade: "B",
        organisation: "branch",
        language: Language::Zh,
        contact: ("乙老师", "Mr Yi"),
        position: ("医技主任", "Head of diagnostics"),
        sites: &[SiteRow {
            key: "yunqi",
            name: ("西湖店", "West Lake centre"),
            region: "浙江北部",
            address: ("浙江省杭州市西湖区示例街 36 号", "36 Shili Street, Xihu, Hangzhou"),
            postcode: "310012",
            place: (30_273_700, 120_126_400),
            access: BADGE,
            devices: &[("HZ-CT64", 1), ("HZ-DR30", 2), ("HZ-US8", 1)],
        }],
    },
    CustomerRow {
        key: "binjiang",
        name: ("滨江示例区人民医院", "Binjiang Example District Hospital"),
        industry: "医院",
        grade: "A",
        organisation: "branch",
        language: Language::Zh,
        contact: ("丙老师", "Ms Bing"),
        position: ("设备科工程师", "Equipment engineer"),
        sites: &[SiteRow {
            key: "binjiang",
            name: ("门诊医技楼", "Outpatient and diagnostics building"),
            region: "浙江北部",
            address: ("浙江省杭州市滨江区示例路 58 号", "58 Shili Road, Binjiang, Hangzhou"),
            postcode: "310051",
            place: (30_206_100, 120_205_500),
            access: MAGNET,
            devices: &[("HZ-MR15", 1), ("HZ-CT64", 2), ("HZ-DR30", 1), ("LC-AHU20", 2)],
        }],
    },
    CustomerRow {
        key: "jinji",
        name: ("金鸡湖示例酒店", "Jinji Lake Example Hotel"),
        industry: "酒店",
        grade: "B",
        organisation: "contractor",
        language: Language::En,
        contact: ("示例琼斯", "Robin Example"),
        position: ("总工程师", "Chief engineer"),
        sites: &[SiteRow {
            key: "jinji",
            name: ("主楼机房", "Main tower plant room"),
            region: "江苏南部",
            address: ("江苏省苏州市工业园区示例湖畔 9 号", "9 Shili Lakeside, Industrial Park, Suzhou"),
            postcode: "215028",
            place: (31_315_600, 120_715_400),
            access: BASEMENT,
            devices: &[("LC-500", 2), ("LC-AHU20", 2), ("LC-CT150", 1)],
        }],
    },
    CustomerRow {
        key: "taihu",
        name: ("太湖示例数据中心", "Taihu Example Data Centre"),
        industry: "数据中心",
        grade: "A",
        organisation: "contractor",
        language: Language::Zh,
        contact: ("丁老师", "Mr Ding"),
        position: ("基础设施主管", "Facilities lead"),
        sites: &[SiteRow {
            key: "taihu",
            name: ("一号机楼", "Hall 1"),
            region: "江苏南部",
            address: ("江苏省无锡市滨湖区示例科技园 2 号", "2 Shili Technology Park, Binhu, Wuxi"),
            postcode: "214000",
            place: (31_489_800, 120_284_300),
            access: BADGE,
            devices: &[("LC-500", 2), ("LC-VRF16", 2), ("LC-CT150", 1)],
        }],
    },
    CustomerRow {
        key: "minhang",
        name: ("闵行示例中医院", "Minhang Example TCM Hospital"),
        industry: "医院",
        grade: "B",
        organisation: "company",
        language: Language::Zh,
        contact: ("戊老师", "Ms Wu"),
        position: ("放射科技师长", "Chief radiographer"),
        sites: &[SiteRow {
            key: "minhang",
            name: ("医技楼", "Diagnostics building"),
            region: "上海",
            address: ("上海市闵行区示例中路 300 号", "300 Shili Middle Road, Minhang, Shanghai"),
            postcode: "201100",
            place: (31_114_700, 121_386_200),
            access: BADGE,
            devices: &[("HZ-CT64", 1), ("HZ-DR30", 2), ("HZ-US8", 1)],
        }],
    },
    CustomerRow {
        key: "songjiang",
        name: ("松江示例大学附属医院", "Songjiang Example University Hospital"),
        industry: "医院",
        grade: "A",
        organisation: "company",
        language: Language::Zh,
        contact: ("己老师", "Mr Ji"),
        position: ("设备处副处长", "Deputy head of equipment"),
        sites: &[SiteRow {
            key: "songjiang",
            name: ("影像中心", "Imaging centre"),
            region: "上海",
            address: ("上海市松江区示例大学路 66 号", "66 Shili University Road, Songjiang, Shanghai"),
            postcode: "201620",
            place: (31_050_900, 121_213_800),
            access: MAGNET,
            devices: &[("HZ-MR15", 2), ("HZ-CT64", 2), ("HZ-DR30", 1), ("HZ-US8", 1)],
        }],
    },
    CustomerRow {
        key: "lingang",
        name: ("临港示例电子厂", "Lingang Example Electronics Works"),
        industry: "制造",
        grade: "B",
        organisation: "company",
        language: Language::En,
        contact: ("示例泰勒", "Jamie Example"),
        position: ("厂务经理", "Facilities manager"),
        sites: &[SiteRow {
            key: "lingang",
            name: ("二号厂房", "Building 2"),
            region: "上海",
            address: ("上海市浦东新区临港示例路 700 号", "700 Lingang Shili Road, Pudong, Shanghai"),
            postcode: "201306",
            place: (30_898_600, 121_912_700),
            access: BADGE,
            devices: &[("LC-500", 2), ("LC-AHU20", 2), ("LC-CT150", 1), ("LC-VRF16", 1)],
        }],
    },
    CustomerRow {
        key: "hongqiao",
        name: ("虹桥示例商务楼", "Hongqiao Example Business Tower"),
        industry: "写字楼",
        grade: "C",
        organisation: "company",
        language: Language::Zh,
        contact: ("庚老师", "Mr Geng"),
        position: ("物业工程主管", "Property engineer"),
        sites: &[SiteRow {
            key: "hongqiao",
            name: ("屋面与机房", "Roof and plant room"),
            region: "上海",
            address: ("上海市长宁区示例西路 1500 号", "1500 Shili West Road, Changning, Shanghai"),
            postcode: "200336",
            place: (31_197_500, 121_372_600),
            access: BADGE,
            devices: &[("LC-VRF16", 3), ("LC-AHU20", 1)],
        }],
    },
    CustomerRow {
        key: "qiantang",
        name: ("钱塘示例妇幼保健院", "Qiantang Example Women and Children's Hospital"),
        industry: "医院",
        grade: "B",
        organisation: "branch",
        language: Language::Zh,
        contact: ("辛老师", "Ms Xin"),
        position: ("超声科主任", "Head of ultrasound"),
        sites: &[SiteRow {
            key: "qiantang",
            name: ("门诊楼", "Outpatient building"),
            region: "浙江北部",
            address: ("浙江省杭州市钱塘区示例江堤 18 号", "18 Shili Embankment, Qiantang, Hangzhou"),
            postcode: "310018",
            place: (30_309_300, 120_340_600),
            access: BADGE,
            devices: &[("HZ-US8", 2), ("HZ-DR30", 1), ("LC-AHU20", 1)],
        }],
    },
    CustomerRow {
        key: "xuhui",
        name: ("徐汇示例影像诊断中心", "Xuhui Example Imaging Practice"),
        industry: "影像中心",
        grade: "C",
        organisation: "company",
        language: Language::En,
        contact: ("示例布朗", "Sam Example"),
        position: ("诊所经理", "Practice manager"),
        sites: &[SiteRow {
            key: "xuhui",
            name: ("诊断中心", "Practice"),
            region: "上海",
            address: ("上海市徐汇区示例南路 45 号 2 层", "Floor 2, 45 Shili South Road, Xuhui, Shanghai"),
            postcode: "200235",
            place: (31_170_400, 121_442_800),
            access: BADGE,
            devices: &[("LC-VRF16", 1)],
        }],
    },
];

/// Every site with its customer.
pub(super) fn sites() -> impl Iterator<Item = (&'static CustomerRow, &'static SiteRow)> {
    CUSTOMERS.iter().flat_map(|customer| customer.sites.iter().map(move |site| (customer, site)))
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (index, row) in CUSTOMERS.iter().enumerate() {
        let number = index.saturating_add(1);
        let body = Customer {
            number: format!("C-{number:04}"),
            name: text(row.name),
            organisation: id("organisation", if row.organisation == "branch" { "branch" } else { "company" }),
            industry: row.industry.to_owned(),
            grade: row.grade.to_owned(),
            address: row.sites.first().map(|site| text(site.address)).unwrap_or_default(),
            phone: format!("+86 21 5555 {:04}", number.saturating_add(200)),
            email: format!("service@{}.example", row.key),
            language: row.language,
            invoice_title: row.name.0.to_owned(),
            tax_number: format!("91000000DEMO{number:06}"),
            payment_days: 30,
            price_list: Some(id("price_list", "standard")),
            service_level: Some(id("service_level", if row.grade == "A" { "gold" } else { "standard" })),
            ..Customer::default()
        };
        loader.put(Word::Customer, row.key, &body)?;
        for site in row.sites {
            loader.put(Word::Site, site.key, &site_record(row, site))?;
        }
        let contact = Contact {
            customer: id("customer", row.key),
            sites: row.sites.iter().map(|site| id("site", site.key)).collect(),
            name: text(row.contact),
            position: text(row.position),
            phones: vec![format!("+86 21 5555 {:04}", number.saturating_add(300))],
            email: format!("contact@{}.example", row.key),
            preferred: Some(ContactChannel::Phone),
            language: row.language,
            may_order: true,
            ..Contact::default()
        };
        loader.put(Word::Contact, row.key, &contact)?;
    }
    Ok(())
}

fn site_record(customer: &CustomerRow, row: &SiteRow) -> Site {
    let branch = if customer.organisation == "branch" { "branch" } else { "company" };
    Site {
        number: format!("S-{}", row.key.to_uppercase()),
        customer: id("customer", customer.key),
        organisation: Some(id("organisation", branch)),
        name: text(row.name),
        region: row.region.to_owned(),
        address: text(row.address),
        postcode: row.postcode.to_owned(),
        country: "CN".to_owned(),
        coordinates: Some(place(row.place)),
        zone: ZONE.to_owned(),
        access_notes: Text::new(row.access.0, row.access.1),
        contacts: vec![id("contact", customer.key)],
        ..Site::default()
    }
}

impl CustomerRow {
    /// Whether it has a service contract.
    pub(super) fn is_contracted(&self) -> bool {
        self.grade != "C"
    }
}
