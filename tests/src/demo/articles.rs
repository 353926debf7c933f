//! Twenty articles.

use super::loader::{Loader, id};
use onsite_domain::{
    Text, Word,
    article::{Article, Audience},
};

struct Row {
    model: &'static str,
    title: (&'static str, &'static str),
    symptoms: (&'static str, &'static str),
    cause: (&'static str, &'static str),
    helped: (&'static str, &'static str),
    fault: &'static str,
    error: &'static str,
    part: &'static str,
}

type Pair = (&'static str, &'static str);

const fn row(
    model: &'static str,
    (fault, error, part): (&'static str, &'static str, &'static str),
    texts: [Pair; 4],
) -> Row {
    let [title, symptoms, cause, helped] = texts;
    Row { model, title, symptoms, cause, helped, fault, error, part }
}

const ARTICLES: &[Row] = &[
    row(
        "HZ-MR15",
        ("F-HELIUM", "E-204", "MR-1003"),
        [
            ("磁体压力升高", "Magnet pressure rises"),
            ("磁体压力高于 7 kPa，氦压机报警 E-204。", "Magnet pressure above 7 kPa, compressor alarm E-204."),
            (
                "冷却水过滤网脏堵，氦压机制冷量不足。",
                "The cooling water strainer is clogged; the compressor cools too little.",
            ),
            (
                "更换过滤网，确认流量大于 7 L/min，两小时后复测压力。",
                "Replace the strainer, see more than 7 L/min, measure again after two hours.",
            ),
        ],
    ),
    row(
        "HZ-MR15",
        ("F-HELIUM", "E-211", "MR-1008"),
        [
            ("液位正常而压力读数跳变", "Pressure reading jumps while the level is normal"),
            ("压力读数在几秒内跳变。", "The reading jumps within seconds."),
            ("磁体压力传感器漂移。", "The pressure sensor drifts."),
            ("更换 MR-1008 并校零。", "Replace MR-1008 and set zero."),
        ],
    ),
    row(
        "HZ-MR15",
        ("F-IMAGE", "", "MR-1009"),
        [
            ("图像出现拉链状伪影", "Zipper artefacts"),
            ("相位方向有一条亮线。", "A bright line across the image."),
            ("屏蔽门弹簧片氧化，外部射频进入。", "Oxidised finger stock lets outside radio in."),
            ("清洁或更换屏蔽门弹簧片。", "Clean or replace the door finger stock."),
        ],
    ),
    row(
        "HZ-CT64",
        ("F-TUBE", "T-17", "CT-2005"),
        [
            ("球管过热提示频繁", "Frequent tube overheating"),
            ("连续扫描十人后提示球管过热 T-17。", "After ten patients the scanner reports T-17."),
            ("机架风扇转速低，滤网脏堵。", "Gantry fan slow, filter dirty."),
            ("更换滤网，风扇转速低于 1800 rpm 时更换 CT-2005。", "Replace the filter; below 1800 rpm replace CT-2005."),
        ],
    ),
    row(
        "HZ-CT64",
        ("F-IMAGE", "D-03", "CT-2003"),
        [
            ("环状伪影", "Ring artefacts"),
            ("水模中心有同心圆。", "Concentric rings in the water phantom."),
            ("单个探测器模块失效。", "One detector module failed."),
            ("空气校正无效时更换模块。", "Replace the module where air calibration does not help."),
        ],
    ),
    row(
        "HZ-CT64",
        ("F-TABLE", "B-22", "CT-2009"),
        [
            ("床面运动抖动", "Table shakes"),
            ("进床时有抖动与异响。", "Shaking and noise while moving in."),
            ("驱动皮带松弛。", "Drive belt slack."),
            ("调整张力，裂纹则更换皮带。", "Set tension; replace where cracked."),
        ],
    ),
    row(
        "HZ-DR30",
        ("F-BATTERY", "", "DR-3002"),
        [
            ("探测器电池续航短", "Detector battery does not last"),
            ("充满后不到两小时掉线。", "Offline within two hours of charging."),
            ("电池老化。", "Aged battery."),
            ("容量低于 70 % 更换 DR-3002。", "Below 70 % capacity replace DR-3002."),
        ],
    ),
    row(
        "HZ-DR30",
        ("F-COMM", "N-08", "DR-3009"),
        [
            ("图像传输中断", "Image transfer breaks off"),
            ("曝光后提示 N-08。", "N-08 after exposure."),
            ("无线信道干扰。", "Wireless interference."),
            ("改用 5 GHz 信道，必要时更换接入点。", "Use a 5 GHz channel; replace the access point if needed."),
        ],
    ),
    row(
        "HZ-US8",
        ("F-PROBE", "P-01", "US-4001"),
        [
            ("凸阵探头有暗带", "Dark band with the convex probe"),
            ("图像中有固定暗带。", "A dark band that does not move."),
            ("阵元损坏或插座氧化。", "Elements broken or connector oxidised."),
            ("清洁插座；无效则更换探头。", "Clean the connector, else replace the probe."),
        ],
    ),
    row(
        "HZ-US8",
        ("F-BOOT", "", "US-4005"),
        [
            ("无法开机", "Does not start"),
            ("按下电源无反应。", "Nothing happens at the power button."),
            ("电源模块保护。", "The power module protects itself."),
            ("断电五分钟后重试，测 12 V 输出，无输出则更换。", "Wait five minutes, measure 12 V, replace if absent."),
        ],
    ),
    row(
        "LC-500",
        ("F-HIGHP", "HP1", "CH-5005"),
        [
            ("冷水机高压报警", "Chiller trips on high pressure"),
            ("满负荷时高压报警停机。", "Trips at full load."),
            ("冷凝器结垢或冷却水量不足。", "Condenser scaled or too little water."),
            ("通炮清洗冷凝器，检查冷却塔水位与风机。", "Brush the condenser, check tower level and fan."),
        ],
    ),
    row(
        "LC-500",
        ("F-LOWP", "LP1", "CH-5009"),
        [
            ("低压报警", "Low-pressure trip"),
            ("启动后低压报警。", "Trips soon after start."),
            ("制冷剂泄漏。", "Refrigerant leak."),
            ("检漏、补焊、抽真空、按铭牌充注。", "Find and braze the leak, evacuate, charge by the nameplate."),
        ],
    ),
    row(
        "LC-500",
        ("F-NOISE", "", "CH-5002"),
        [
            ("压缩机油压差低", "Low oil differential pressure"),
            ("油压差低于 150 kPa。", "Below 150 kPa."),
            ("油过滤器堵塞。", "Oil filter clogged."),
            ("更换油过滤器 CH-5002。", "Replace oil filter CH-5002."),
        ],
    ),
    row(
        "LC-AHU20",
        ("F-AIRFLOW", "", "AH-6001"),
        [
            ("送风量不足", "Too little supply air"),
            ("末端风速低，皮带有异味。", "Low velocity, smell of rubber."),
            ("皮带打滑或过滤器堵塞。", "Belt slips or filters clogged."),
            ("更换皮带并对中，更换过滤器。", "Replace and align the belt, replace filters."),
        ],
    ),
    row(
        "LC-AHU20",
        ("F-LEAK", "", "AH-6009"),
        [
            ("空调箱漏水", "Air handler leaks water"),
            ("吊顶滴水，凝水盘溢出。", "Dripping ceiling, drain pan overflows."),
            ("排水管堵塞或冷凝水泵失效。", "Drain clogged or pump failed."),
            ("疏通排水管，检查水封与水泵。", "Clear the drain, check trap and pump."),
        ],
    ),
    row(
        "LC-VRF16",
        ("F-COMM", "U4", "VR-7007"),
        [
            ("室内外通信故障 U4", "Communication fault U4"),
            ("面板显示 U4。", "U4 on the controller."),
            ("通信线接反或通信板损坏。", "Wires crossed or board broken."),
            ("测量通信电压，更换 VR-7007。", "Measure the bus, replace VR-7007."),
        ],
    ),
    row(
        "LC-VRF16",
        ("F-HIGHP", "E3", "VR-7002"),
        [
            ("室外机高压保护 E3", "Outdoor unit high-pressure E3"),
            ("夏季午后停机。", "Stops on summer afternoons."),
            ("换热器脏或风机电机弱。", "Dirty coil or weak fan motor."),
            (
                "清洗换热器，电流低于额定 80 % 更换电机。",
                "Clean the coil; below 80 % of rated current replace the motor.",
            ),
        ],
    ),
    row(
        "LC-VRF16",
        ("F-NOISE", "", "VR-7004"),
        [
            ("切换制热时异响", "Noise when changing to heating"),
            ("四通阀切换有撞击声。", "The four-way valve knocks."),
            ("阀芯卡滞。", "The slide sticks."),
            ("轻敲无效则更换四通阀。", "Replace the valve where tapping does not help."),
        ],
    ),
    row(
        "LC-CT150",
        ("F-NOISE", "", "TW-8002"),
        [
            ("冷却塔振动大", "Cooling tower vibrates"),
            ("振动高于 4.5 mm/s。", "Vibration above 4.5 mm/s."),
            ("皮带磨损或叶片积垢。", "Worn belt or scaled blades."),
            ("更换皮带，清洗叶片并做平衡。", "Replace the belt, clean and balance the blades."),
        ],
    ),
    row(
        "LC-CT150",
        ("F-LEAK", "", "TW-8004"),
        [
            ("冷却塔溢水", "Cooling tower overflows"),
            ("补水不停。", "Make-up water does not stop."),
            ("浮球阀卡住。", "The float valve sticks."),
            ("清洗或更换浮球阀 TW-8004。", "Clean or replace float valve TW-8004."),
        ],
    ),
];

pub(super) fn article_id(number: usize) -> onsite_domain::Id {
    id("article", &format!("KB-{number:03}"))
}

/// The article that is about a fault of a model.
pub(super) fn about(model: &str, fault: &str) -> Option<onsite_domain::Id> {
    let at = ARTICLES.iter().position(|row| row.model == model && row.fault == fault)?;
    Some(article_id(at.saturating_add(1)))
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    let published_ms = loader.clock.now_ms();
    for (number, row) in (1_usize..).zip(ARTICLES) {
        let pair = |pair: Pair| Text::new(pair.0, pair.1);
        let body = Article {
            number: format!("KB-{number:03}"),
            revision: 1,
            title: pair(row.title),
            models: vec![row.model.to_owned()],
            symptoms: pair(row.symptoms),
            fault_codes: vec![row.fault.to_owned()],
            error_codes: [row.error].iter().filter(|code| !code.is_empty()).map(|code| (*code).to_owned()).collect(),
            cause: pair(row.cause),
            what_helped: pair(row.helped),
            parts: vec![id("part", row.part)],
            audience: Audience::Everybody,
            written_by: Some(id("user", "he")),
            published_ms: Some(published_ms),
            ..Article::default()
        };
        loader.put(Word::Article, &format!("KB-{number:03}"), &body)?;
    }
    Ok(())
}
