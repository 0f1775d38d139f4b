pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// The usual amounts with one touch, any other by the keypad.
ColumnLayout {
    id: root

    required property AccountModel view

    spacing: Theme.size.smallGap

    Words {
        //% "How much?"
        text: qsTrId("account-how-much")
        font.pixelSize: Theme.size.textStrong
        font.weight: Font.Bold
    }

    GridLayout {
        Layout.fillWidth: true
        columns: 3
        columnSpacing: Theme.size.gap
        rowSpacing: Theme.size.gap

        Repeater {
            model: root.view.amounts

            TouchKey {
                required property int index
                required chosen

                objectName: "amount-" + label
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                strong: true
                textSize: Theme.size.textStrong
                onTapped: root.view.chooseAmount(index)
            }
        }

        TouchKey {
            objectName: "amount-other"
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            label: root.view.otherLabel
            chosen: root.view.otherChosen
            strong: true
            onTapped: root.view.askOther()
        }
    }
}
