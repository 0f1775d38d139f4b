pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme
import Wattill.Welcome

// The keypad is already there. Idle: what was typed is forgotten. Unknown number: said in place.
ColumnLayout {
    id: root

    required property WelcomeModel view
    required property string footer

    objectName: "page-welcome"
    spacing: Theme.size.gap

    Words {
        Layout.fillWidth: true
        //% "Balance and top-up"
        text: qsTrId("welcome-title")
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        //% "Enter the number of your shop or your meter"
        text: qsTrId("welcome-hint")
        color: Theme.colour.inkSoft
    }

    EntryField {
        Layout.fillWidth: true
        //% "Number"
        name: qsTrId("welcome-number")
        text: root.view.digits
        letterSpacing: Theme.size.digitSpacing
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

    Notice {
        objectName: "welcome-notice"
        Layout.fillWidth: true
        Layout.topMargin: Theme.size.smallGap
        visible: root.view.notice.length > 0
        tone: Tone.Amber
        title: root.view.notice
    }

    Rectangle {
        Layout.fillWidth: true
        Layout.topMargin: Theme.size.smallGap
        visible: root.view.notice.length === 0
        implicitHeight: ways.implicitHeight + 2 * Theme.size.margin
        radius: Theme.size.cardCorner
        color: Theme.colour.accentGround

        Words {
            id: ways

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.size.margin
            anchors.verticalCenter: parent.verticalCenter
            text: root.view.ways
        }
    }

    Item {
        Layout.fillHeight: true
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.footer
        color: Theme.colour.inkSoft
        font.pixelSize: Theme.size.textSmall
    }
}
