## Public pages

page-device-ours = We look after this machine.
page-device-open = Open in Onsite
page-device-phone = Service:{" "}
page-device-say-code = When you call, please say the code above.
page-code-misread = This code has a mistake
page-code-misread-advice = A character is wrong, or two neighbours are swapped. Scan the label again, or type the code as it is printed.
