pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// Telephone layout: 1 is at the top left.
GridLayout {
    id: root

    required property string submitLabel
    property bool canSubmit: false

    signal pressed(int digit)
    signal cleared
    signal submitted

    columns: 3
    columnSpacing: Theme.size.gap
    rowSpacing: Theme.size.gap

    Repeater {
        model: 9

        TouchKey {
            required property int index

            objectName: "key-" + (index + 1)
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.preferredHeight: Theme.size.key
            label: (index + 1).toString()
            textSize: Theme.size.textKey
            onTapped: root.pressed(index + 1)
        }
    }

    TouchKey {
        objectName: "key-clear"
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.preferredHeight: Theme.size.key
        //% "Clear"
        label: qsTrId("keypad-clear")
        onTapped: root.cleared()
    }

    TouchKey {
        objectName: "key-0"
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.preferredHeight: Theme.size.key
        label: "0"
        textSize: Theme.size.textKey
        onTapped: root.pressed(0)
    }

    TouchKey {
        objectName: "key-submit"
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.preferredHeight: Theme.size.key
        primary: true
        enabled: root.canSubmit
        label: root.submitLabel
        textSize: Theme.size.textStrong
        onTapped: root.submitted()
    }
}
