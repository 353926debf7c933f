# Finding.
find-more = Everything on this phone, with or without signal
find-label = Model, serial, order, part, customer, fault
find-clear = Clear
find-recent = Searched lately
find-recent-clear = Clear
find-devices-of-jobs = Devices of your jobs
find-empty = A few letters are enough
find-empty-more = In Chinese or English: a model or serial number, an order number, a symptom, a part, a customer or site. Or scan a code.
find-new-device = New device
find-words = Only one kind
find-everything = All
find-count = { $count ->
    [one] 1 found
   *[other] {$count} found
 }
find-all-of = All {$count} · {$word}
find-many = The first {$count} are shown; a few more letters narrow it down.
find-nothing = Nothing on this phone for “{$term}”
find-nothing-more = Try another word, or only a part of the serial number. This phone holds what your jobs need.
find-scan = Scan instead

find-number = Number
find-industry = Industry
find-grade = Grade
find-address = Address
find-phone = Phone
find-email = E-mail
find-messenger = Messenger
find-message = Message
find-remarks = Good to know
find-customer = Customer
find-region = Region
find-access = How to get in
find-position = Position
find-in-van = In my van
find-specification = Specification
find-maker = Maker
find-models = Models
find-barcodes = Barcodes
find-request = Request it
find-serial = Serial number
find-units = Measures
find-certificate = Certificate
find-calibration = Calibrated until
find-calibration-over = Calibration is over: not for measurements
find-from = From
find-until = Until
find-code = Code
find-minutes = Target time
find-with-code = Find articles about it
find-stock-empty = No stock is recorded here.
find-only-title = This phone has no more to show of this ({$word}).
