# A new order, a follow-up order (order-new is in today).
order-follow-up = Follow-up order
order-follows = follows up {$number}
order-for = For what and where
order-subject = Device, site or customer
order-device = Device
order-subject-hint = Serial number, model, name, device code; a hand scanner works too.
order-subject-missing = Choose a device, a site or a customer.
order-subject-other = Choose another
order-scan = Scan the device's code
order-near = Is it one of these?
order-nothing-found = “{$sought}” is not on this phone. Try another word, or scan the code.
order-address = Address
order-contact-none = Nobody
order-contact-unnamed = Contact
order-device-needed = Work of this kind is about a device and cannot be finished without one. Choose it now, or the dispatcher adds it.
order-open-already = { $count ->
    [one] This device has an open order already
   *[other] This device has {$count} open orders already
 }
order-open-already-more = Open it if this is about the same thing, rather than making a second one.
order-what = What is to be done
order-kind = Kind
order-kind-missing = Choose a kind.
order-mode = Mode
order-title = Title
order-title-hint = What it is about, in a line.
order-title-missing = Write a title.
order-title-of = {$what}: {$kind}
order-words = The customer's words (may stay empty)
order-words-hint = What is seen, error codes, since when.
order-when = How urgent and when
order-priority = Priority
order-window-none = No time yet
order-window-now = Now
order-window-other = Choose
order-is-yours = You lead the new order. It has its number at once, also without signal, and is sent by itself.
order-make = Make the order
