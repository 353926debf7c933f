# 各屏幕通用
app-choose = 在左侧选择，内容在这里打开。
app-list = 列表
app-places = 主要位置
place-today = 今天
place-find = 查找
place-scan = 扫码
place-van = 我的车
place-attention = 待处理

do-again = 重试
do-back = 返回
do-cancel = 取消
do-close = 关闭
do-copy-details = 复制详情
do-delete = 删除
do-done = 完成
do-edit = 修改
do-less = 减少
do-more = 增加
do-next = 下一步
do-save = 保存
do-send = 发送
do-undo = 撤销
state-loading = 正在载入
draft-came-back = 此前输入的内容已恢复。
reason-label = 原因
reason-hint = 简单说明，办公室会看到。

unit-minutes = {$count} 分钟
unit-hours = {$count} 小时
unit-hours-minutes = {$hours} 小时 {$minutes} 分
unit-of-pcs = 件
unit-of-pc = 件
unit-of-m = 米
unit-of-kg = 千克
unit-of-l = 升
unit-of-set = 套

# 公司自定义的字段。
own-fields = 公司自定义字段
own-required = { $field }（必填）
own-missing = 此项必须填写。
own-none = 不填
own-fill = 填写
own-save = 保存
own-lacking = 还有 { $count } 个必填项未填写
