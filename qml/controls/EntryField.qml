pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// What was typed, a caret, and a key that takes the last digit back.
Rectangle {
    id: root

    required property string text
    required property string name
    property bool canErase: text.length > 0
    property int letterSpacing: 0

    signal erased

    implicitHeight: Theme.size.field
    radius: Theme.size.cardCorner
    color: Theme.colour.surface
    Accessible.role: Accessible.EditableText
    Accessible.name: name + " " + text

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.size.margin
        anchors.rightMargin: Theme.size.gap
        spacing: Theme.size.smallGap

        Words {
            objectName: "entry-text"
            text: root.text
            font.pixelSize: root.text.length > 8 ? Theme.size.textKey : Theme.size.textAmount
            font.weight: Font.Bold
            font.letterSpacing: root.text.length > 8 ? 0 : root.letterSpacing
            wrapMode: Text.NoWrap
            visible: root.text.length > 0
            Accessible.ignored: true
        }

        Rectangle {
            implicitWidth: Theme.size.caret
            implicitHeight: Theme.size.textAmount
            color: Theme.colour.accent
        }

        Item {
            Layout.fillWidth: true
        }

        IconKey {
            objectName: "key-erase"
            visible: root.canErase
            //% "Delete the last digit"
            name: qsTrId("keypad-erase")
            border.width: 0
            onTapped: root.erased()
        }
    }
}
