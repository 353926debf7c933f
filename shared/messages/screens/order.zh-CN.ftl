# 新建工单、后续工单（order-new 在 today 中）
order-follow-up = 后续工单
order-follows = 跟进 {$number}
order-for = 哪台设备、哪里
order-subject = 设备、地点或客户
order-device = 设备
order-subject-hint = 序列号、型号、名称、设备码；也可用扫码枪。
order-subject-missing = 请选择设备、地点或客户。
order-subject-other = 换一个
order-scan = 扫设备码
order-near = 是不是其中一台？
order-nothing-found = 本机没有找到“{$sought}”。换个词，或扫设备码。
order-address = 地址
order-contact-none = 不指定
order-contact-unnamed = 联系人
order-device-needed = 这类工单要指定设备，否则无法完工。可以现在选，也可以请调度补上。
order-open-already = { $count ->
    [one] 这台设备已有 1 个未结束的工单
   *[other] 这台设备已有 {$count} 个未结束的工单
 }
order-open-already-more = 同一件事请打开已有工单，不要重复新建。
order-what = 做什么
order-kind = 工单类型
order-kind-missing = 请选择工单类型。
order-mode = 服务方式
order-title = 标题
order-title-hint = 一行说清是什么事。
order-title-missing = 请写标题。
order-title-of = {$what} {$kind}
order-words = 客户的原话（可不填）
order-words-hint = 现象、报警代码、从什么时候开始。
order-when = 多急、什么时间
order-priority = 优先级
order-window-none = 未定
order-window-now = 现在开始
order-window-other = 选时间
order-is-yours = 新工单由您负责，编号立即生成；没有信号也能建，稍后自动发送。
order-make = 创建工单
