# Board, timeline, map.
planning-kind = 类型
planning-every-kind = 全部类型
planning-late = { $count } 个超时
planning-which = 显示哪些工单
planning-which-all = 全部
planning-which-late = 超时
planning-empty-columns = 显示空列
planning-board-filter = 单号、内容、客户、工程师
planning-nothing-late = 没有超时的工单
planning-nothing-late-more = 承诺或环节已到期的工单会出现在这里。查看“全部”可了解后续工作。
planning-nothing-open = 没有未完成的工单
planning-nothing-open-more = 工单按所处状态排列在这里，从新建到已审核。
planning-board-keys = 在卡片间移动；P 安排
planning-rest = 列表中还有 { $count } 个
planning-nobody = 尚未派人
planning-stage-due = 本环节{ $when }到期
planning-promise-due = 承诺{ $when }完成

# The timeline.
planning-timeline = 工程师时间线
planning-view = 视图
planning-view-day = 日
planning-view-week = 周
planning-today = 今天
planning-day-before = 前一天
planning-day-after = 后一天
planning-week-before = 上一周
planning-week-after = 下一周
planning-filter = 工程师、车辆、工单、地点
planning-by-team = 班组
planning-every-team = 全部班组
planning-by-skill = 技能
planning-every-skill = 全部技能
planning-by-organisation = 组织
planning-every-organisation = 全部组织
planning-rows = { $count } 名工程师
planning-rows-before = 前面的工程师
planning-rows-after = 后面的工程师
planning-rows-of = 第 { $from }–{ $to } 名，共 { $count } 名工程师
planning-no-engineers = 还没有工程师
planning-no-engineers-more = 角色为“工程师”的用户会成为这里的一行。管理员可在“人员”中添加。
planning-too-many = 内容超出可显示的数量。请只看一天，或缩小筛选范围。
planning-free = 没有安排
planning-as-helper = 协助
planning-not-set-out = 时间已到，尚无人出发
planning-has-warnings = 有需要注意的情况
planning-other-agreed = 与客户约定的是另一个时间
planning-drop-on-row = 拖到某位工程师的行上

# An engineer's row.
planning-van = 车辆
planning-load = { $visits ->
    [0] 空闲
   *[other] { $visits } 次上门，{ $time }
 }
planning-heard = { $when }同步
planning-silent-since = 失联，{ $when }同步过
planning-sync-never = 没有在用的手机
planning-sync-never-more = 其终端从未同步过，无法通过应用收到任何通知。
planning-last-sync = 上次同步 { $when }

# What waits.
planning-waiting = 待安排
planning-lacks-window = 未定时间
planning-all-planned = 全部已安排
planning-all-planned-more = 无人负责或未定时间的工单会按承诺时间出现在这里。把工单拖到工程师的行上即可安排。

# The order's panel.
planning-order = 工单
planning-close-panel = 关闭工单（Esc）
planning-customer = 客户
planning-site = 地点
planning-device = 设备
planning-skills = 所需技能
planning-lead = 负责人
planning-window = 时间
planning-no-window = 未定时间
planning-at-site = 现场时间：{ $window }
planning-what-is-asked = 需求内容

# Planning by hand.
planning-by-hand = 手工安排
planning-reassign = 改派或改期
planning-as-planned = 恢复现状
planning-who = 工程师
planning-choose-engineer = 选择工程师
planning-lacks-skill = 缺技能
planning-nobody-chosen = 请选择由谁去。
planning-day = 日期
planning-from = 从
planning-to = 到
planning-no-end = 不填结束时间，则按作业程序的标准时长。
planning-zone-there = 以现场时钟为准：{ $zone }。
planning-window-incomplete = 请填写日期和开始时间。
planning-window-backwards = 结束早于开始。
planning-later-than-promised = 晚于承诺时间：{ $when }。
planning-outside-asked = 不在要求的时间内（{ $window }），请告知客户。
planning-outside-agreed = 与客户约定的是 { $window }，请重新约定。
planning-takes-from-silent = { $name }暂时还不知道
planning-takes-since = 上次同步在 { $when }。
planning-takes-more = 下次同步前，该工单仍留在其手机上；在此之前记录的内容都会保留并待审，不会丢失。
planning-gives-to-silent = { $name }的手机上次同步在 { $when }，下次同步时才会收到。
planning-gives-to-never = { $name }没有在用的手机，需用其他方式通知。
planning-reason-hint = 可不填；会随工单保存。
planning-reason-missing = 请简要写明原因。
planning-plan-it = 安排
planning-plan-anew = 重新安排
planning-under-way = 已有人在途或在现场
planning-under-way-more = 本次上门结束后才能重新安排，之前请电话联系。

# What became of it.
planning-planned = { $number }：{ $name }，{ $when }
planning-planned-but = { $number } 已安排，但请注意：
planning-seen = 知道了
planning-not-ours = { $name }属于其他组织
planning-not-ours-more = 请把工单交给其所在组织，由对方调度派人。
planning-overtaken = { $number } 刚被他人修改
planning-now = 现在是
planning-yours = 您要改为
planning-plan-mine = 按我的安排
planning-leave-theirs = 保持不变
planning-moved-at-desk = 调度重新安排
planning-undone = 已撤销

# Proposals.
planning-propose = 推荐人选
planning-proposals = 推荐人选
planning-take = 安排
planning-score = 得分合计
planning-for = 有利
planning-against = 不利
planning-more-reasons = 另有 { $count } 条理由
planning-more-proposals = 再显示 { $count } 人
planning-no-proposals = 没有可推荐的人
planning-no-proposals-more = 推荐从公司的工程师中产生。请在“人员”中添加。
planning-because = 原因：{ $reason }
planning-because-any-skill = 不要求技能
planning-because-skill-held = 具备技能：{ $skill }
planning-because-skill-missing = 缺少技能：{ $skill }
planning-because-skill-expired = 技能 { $skill } 已于 { $day } 到期
planning-because-travel-from-visit = 距上一次上门 { $way } 公里，{ $time }
planning-because-travel-from-last-place = 距最近位置 { $way } 公里，{ $time }
planning-because-travel-from-base = 距出发点 { $way } 公里，{ $time }
planning-because-travel-unknown = 路程未知
planning-because-load-of-day = 当天已安排 { $time }
planning-because-day-free = 当天没有安排
planning-because-gap-fits = 该时段空闲
planning-because-no-gap = 没有足够长的空闲时段
planning-because-in-window = 在要求的时间内
planning-because-outside-window = 超出要求的时间 { $time }
planning-because-promise-met = 能履行承诺，余 { $time }
planning-because-promise-missed = 晚于承诺 { $time }
planning-because-part-in-van = 车上有 { $part }：{ $quantity }
planning-because-part-lacking = 车上缺 { $part }：{ $quantity }
planning-because-was-there = 来过这台设备 { $visits } 次
planning-because-responsible = 是该设备的责任工程师
planning-because-same-team = 属于该班组
planning-because-same-organisation = 属于工单所在组织
planning-because-unknown = 其他理由

# Offering and giving.
planning-offer = 发起抢单
planning-open-to = 已向 { $names } 发起抢单
planning-open-until = 先接者得，{ $when } 截止。
planning-open-until-taken = 先接者得，直到有人接单。
planning-withdraw = 撤回抢单
planning-give = 交给服务商
planning-give-title = 把工单交给其他组织
planning-give-to = 交给谁
planning-give-nobody = 请选择一个组织。
planning-give-reason-hint = 对方会看到；可不填。
planning-give-contractor-more = 会询问服务商的调度是否接单，由其派自己的人。对方只能看到这张工单及其客户。
planning-give-own-more = 分支机构无需答复，立即归其处理。
planning-give-lead-more = 已派工程师。交出后立即解除其派工，其手机下次同步时得知：接手方指派自己的人员。
planning-give-none = 没有其他组织
planning-give-none-more = 分支机构和服务商在“人员”的“组织”中添加。
planning-organisation-contractor = 服务商，需答复
planning-organisation-own = 本公司，无需答复
planning-given-waiting = 已询问{ $name }，尚未答复
planning-given-accepted = { $name }已接单
planning-given-declined = { $name }不接此单
planning-given-given = 已交给{ $name }
planning-given-unknown = 已交给{ $name }
planning-asked-at = { $when } 询问。
planning-answered-at = { $when } 答复。
planning-asked-waiting = 是否接此工单？
planning-asked-accepted = 已接此工单
planning-asked-declined = 未接此工单
planning-asked-given = 此工单归您处理
planning-asked-unknown = 此工单归您处理
planning-accept-given = 接单
planning-decline-given = 不接
planning-give-back = 退回
planning-decline-why = 不接的原因

# The map.
planning-map-label = 未完成工单、工程师和路线的地图；旁边的列表内容相同。
planning-map-all = 全部
planning-map-parts = 列表内容
planning-map-sites = 地点
planning-map-engineers = 工程师
planning-map-routes = 路线
planning-map-late = { $count } 个，有超时
planning-map-waiting = { $count } 个，尚未派人
planning-map-planned = { $count } 个已安排
planning-map-no-pin = 没有定位，不在地图上
planning-map-no-sites = 没有未完成的工单
planning-map-no-sites-more = 有未完成工单的地点会出现在这里和地图上。
planning-map-stops = { $count ->
    [0] 今天没有安排
   *[other] { $count } 站
 }
planning-map-last = 最近位置，{ $when }
planning-map-base = 位置未知，从出发点开始
planning-map-unknown = 位置未知
planning-map-no-routes = 今天没有人出行
planning-map-no-routes-more = 今天的上门会按行驶顺序出现在这里。
planning-no-webgl = 此浏览器无法显示地图
planning-no-webgl-more = 浏览器不支持 WebGL。地图上的内容都在列表中。
planning-legend-site = 有未完成工单的地点（橙：尚未派人，红：超时）
planning-legend-last = 工程师最近位置
planning-legend-base = 工程师出发点
planning-legend-route = 今天的路线
planning-zoom-in = 放大
planning-zoom-out = 缩小
planning-map-which = 哪些工单
planning-map-open = 全部未结
planning-map-unassigned = 待安排
