pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// Any whole amount within the site's bounds. Idle: back to the start after a countdown.
ColumnLayout {
    id: root

    required property AmountModel view

    objectName: "page-amount"
    spacing: Theme.size.gap

    Words {
        Layout.fillWidth: true
        //% "How much?"
        text: qsTrId("amount-title")
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        objectName: "amount-bounds"
        Layout.fillWidth: true
        text: root.view.bounds
        color: root.view.outside ? Theme.colour.redInk : Theme.colour.inkSoft
        font.weight: root.view.outside ? Font.Bold : Font.Normal
    }

    EntryField {
        Layout.fillWidth: true
        //% "Amount"
        name: qsTrId("amount-name")
        text: root.view.figure
        onErased: root.view.erase()
    }

    Keypad {
        Layout.fillWidth: true
        //% "OK"
        submitLabel: qsTrId("keypad-ok")
        canSubmit: root.view.canSubmit
        onPressed: digit => root.view.press(digit)
        onCleared: root.view.clear()
        onSubmitted: root.view.submit()
    }

    Item {
        Layout.fillHeight: true
    }

    TouchKey {
        objectName: "amount-leave"
        Layout.fillWidth: true
        //% "Back"
        label: qsTrId("page-back")
        onTapped: root.view.leave()
    }
}
