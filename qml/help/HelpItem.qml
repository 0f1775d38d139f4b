pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme

// A sign, a few words, a sentence.
RowLayout {
    id: root

    required property string sign
    required property string title
    required property string body

    Layout.fillWidth: true
    spacing: Theme.size.gap

    Words {
        Layout.alignment: Qt.AlignTop
        Layout.preferredWidth: Theme.size.textStrong
        horizontalAlignment: Text.AlignHCenter
        text: root.sign
        font.pixelSize: Theme.size.textStrong
        font.weight: Font.Bold
        color: Theme.colour.accentInk
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Words {
            Layout.fillWidth: true
            text: root.title
            font.pixelSize: Theme.size.textStrong
            font.weight: Font.Bold
        }

        Words {
            Layout.fillWidth: true
            text: root.body
            color: Theme.colour.inkSoft
        }
    }
}
