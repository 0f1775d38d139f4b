pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// Whose meter it is, and its state by colour and by word.
RowLayout {
    id: root

    required property AccountModel view

    spacing: Theme.size.gap

    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Words {
            Layout.fillWidth: true
            text: root.view.title
            font.pixelSize: Theme.size.textStrong
            font.weight: Font.Bold
        }

        Words {
            Layout.fillWidth: true
            text: root.view.meterLine
            color: Theme.colour.inkSoft
            font.pixelSize: Theme.size.textSmall
        }
    }

    Pill {
        text: root.view.state
        tone: root.view.tone
    }
}
