# Charges of a visit: who pays, what, how.
charges-title = Charges
charges-who-pays = Who pays
charges-payer-warranty = Warranty pays
charges-payer-contract = Contract pays
charges-payer-customer = Customer pays
charges-payer-goodwill = The company, as goodwill
charges-payer-unknown = Not decided
charges-why-no-device = The order is about no device.
charges-why-no-warranty = No warranty of the device is known here.
charges-why-warranty-valid = { $dated ->
    [yes] Under warranty until {$day}.
   *[no] Under warranty.
 }
charges-why-warranty-ended = { $dated ->
    [yes] The warranty ended on {$day}.
   *[no] The warranty has ended.
 }
charges-why-warranty-start-not-known = There is a warranty, but not the day it counts from.
charges-why-no-contract = No contract of the customer is known here.
charges-why-contract-valid = { $named ->
    [yes] Contract {$name} is valid
   *[no] A contract is valid
 }{ $dated ->
    [yes] {" "}until {$day}.
   *[no] .
 }
charges-why-contract-not-started = { $named ->
    [yes] Contract {$name} begins
   *[no] The contract begins
 }{ $dated ->
    [yes] {" "}on {$day}.
   *[no] {" "}later.
 }
charges-why-contract-ended = { $named ->
    [yes] Contract {$name} ended
   *[no] The contract ended
 }{ $dated ->
    [yes] {" "}on {$day}.
   *[no] .
 }
charges-why-contract-suspended = { $named ->
    [yes] Contract {$name} is suspended.
   *[no] The contract is suspended.
 }
charges-why-kind-not-covered = { $named ->
    [yes] {$name} does not cover this kind of work.
   *[no] This kind of work is not covered.
 }
charges-why-cause-excluded = { $named ->
    [yes] {$name} does not cover the cause that was found.
   *[no] The cause that was found is not covered.
 }
charges-why-unknown = A reason that this version does not know yet.
charges-covers-labour = Labour
charges-covers-travel = Travel
charges-covers-services = Service items
charges-covers-parts = Parts
charges-covers-parts-listed = { $count ->
    [one] 1 listed part
   *[other] {$count} listed parts
 }
charges-covers-parts-but = { $count ->
    [one] Parts, but for 1
   *[other] Parts, but for {$count}
 }
charges-not-covered = {$what}: no
charges-change-payer = Somebody else pays
charges-instead = Who pays instead
charges-records-say = The records say: {$payer}. The change is kept with your reason.
charges-as-records = As the records say
charges-reason-hint = The office reads it.
charges-reason-missing = Say why somebody else pays.
charges-reason-goodwill = Goodwill
charges-reason-repeat = Same fault again
charges-reason-misuse = Misuse
charges-reason-agreed = Agreed with the customer
charges-reason-wrong = It was wrong
charges-reason-twice = Recorded twice
charges-reason-not-paid = Was not paid

charges-services = Service items
charges-add-service = Add a service item
charges-search-services = Search service items
charges-no-service-found = No service item of that name.
charges-no-services = The company has no service items for this kind of work.
charges-unit-h = hour
charges-unit-min = min
charges-unit-km = km
charges-per = per {$unit}
charges-each = {$price} per {$unit}
charges-quantity-of = Quantity of {$name}
charges-remove = Take {$name} out
charges-agreed-price = Agreed price for one
charges-agreed-price-hint = Instead of the price list's.
charges-other-price = Another price
charges-price-missing = The price list has no price for it. Type one.
charges-not-here = Not on this phone

charges-work = Time and way
charges-minutes = min
charges-no-time = No time is recorded yet.
charges-set-time = Charge another time
charges-time-as-recorded = As recorded
charges-charged-minutes = {$what}: {$minutes} min charged
charges-distance = Distance
charges-no-distance-price = The price list charges no distance.
charges-call-out = Call-out
charges-call-out-hint = Once for coming.
charges-no-call-out-price = The price list has no call-out. Add it below as something else.

charges-parts = Parts
charges-no-parts = No parts were used yet. Those that are used are charged by themselves.
charges-no-parts-charged = No parts are charged.
charges-set-parts = Charge other parts
charges-take-planned = { $count ->
    [one] Take the planned part
   *[other] Take the {$count} planned parts
 }
charges-add-part = Add a part
charges-parts-as-recorded = As used

charges-others = Other
charges-add-other = Add something else
charges-other-what = What
charges-other-amount = Amount
charges-other-missing = Write what it is.
charges-passed-on = Expense: {$what}
charges-to-expenses = To the expenses
charges-amount-wrong = This is not an amount. Digits and a point are enough.
charges-amount-missing = Type the amount.
charges-number-wrong = This is not a number.

charges-terms = For the customer
charges-remarks = Remarks
charges-remarks-hint = Stand under the charges.
charges-valid-until = Valid until
charges-valid-until-hint = Of a quote: the last day it counts.
charges-valid-until-day = valid until {$day}

charges-total-card = In all
charges-customer-pays = the customer pays
charges-total = In all, with tax
charges-net = Without tax
charges-tax = Tax
charges-line-tax = {$tax} {$rate}
charges-line-time = {$minutes} min at {$price} an hour
charges-tax-in-prices = Prices hold the {$tax} already.
charges-tax-added = {$tax} is included here; prices are without.
charges-no-lines = Nothing is charged.
charges-no-total = There is no total until this is put right.
charges-show-lines = { $count ->
    [one] Show the line
   *[other] Show {$count} lines
 }
charges-hide-lines = Hide the lines
charges-no-price-list = There is no valid price list
charges-no-price-list-more = Without one nothing can be reckoned. Tell the office; it comes by itself when there is signal. Your entries stay.

charges-record = Record charges
charges-record-total = Record {$total}
charges-offer = Offer as a quote
charges-offer-total = Offer {$total}
charges-record-short = Record
charges-offer-short = Quote
charges-before-work = Not yet begun
charges-before-work-more = Type what it will take and offer it as a quote; the customer accepts by signature before the work.
charges-recorded-title = Recorded charges
charges-recorded = Recorded
charges-quote-title = Quote
charges-quote-unsigned = not yet signed
charges-quote-signed = Accepted by {$name}, {$at}
charges-quote-refused = Refused: {$reason}
charges-quote-absent = Nobody there: {$reason}
charges-quote-sign = Let the customer sign
charges-differs = What stands below comes to {$total}. It is not recorded yet.
charges-correct = Correct
charges-save-correction = Save correction
charges-withdraw = Withdraw
charges-withdraw-title = Withdraw it
charges-withdraw-means = It no longer counts. It stays readable, with your reason.
charges-signed = The customer has signed
charges-signed-more = The charges stand as they were signed. A payment can still be noted.
charges-none-signed = No charges were recorded.

charges-payment = Payment
charges-payment-note = Note a payment
charges-payment-another = Note another payment
charges-payment-save = Save payment
charges-payment-correct = Correct the payment
charges-payment-withdraw = Withdraw the payment
charges-payment-before = Record the charges first; then it says here what is to be paid.
charges-to-pay = To pay
charges-paid = Paid
charges-due = Still due
charges-method = How
charges-method-missing = Choose how it was paid.
charges-method-cash = Cash
charges-method-transfer = Transfer
charges-method-link = Payment link
charges-method-card = Card
charges-method-invoice = On invoice
charges-method-other = Other
charges-method-unknown = Payment
charges-amount-taken = Amount
charges-amount-promised = Amount to invoice
charges-reference = Reference
charges-reference-hint = Receipt, transfer or transaction number.
charges-invoice-title = Invoice title
charges-tax-number = Tax number
