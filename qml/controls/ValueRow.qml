pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// What it is on the left, how much on the right.
RowLayout {
    id: root

    required property string label
    required property string value
    property bool strong: false
    property bool result: false

    spacing: Theme.size.gap
    Accessible.role: Accessible.StaticText
    Accessible.name: label + " " + value

    Words {
        Layout.preferredWidth: implicitWidth
        Layout.maximumWidth: root.width * (root.strong ? 1 : 2) / 4 + (root.strong ? root.width / 4 : 0)
        Layout.alignment: Qt.AlignVCenter
        text: root.label
        color: Theme.colour.inkSoft
        font.pixelSize: Theme.size.textBody
    }

    Words {
        Layout.fillWidth: true
        Layout.alignment: Qt.AlignVCenter
        horizontalAlignment: Text.AlignRight
        text: root.value
        color: root.result ? Theme.colour.accentInk : Theme.colour.ink
        font.pixelSize: root.result ? Theme.size.textTitle : root.strong ? Theme.size.textKey : Theme.size.textStrong
        font.weight: root.strong || root.result ? Font.Bold : Font.Normal
    }
}
