pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme

// One order: when, how much, how it stands.
Card {
    id: root

    required property string when
    required property string amount
    required property string standing
    required property int tone
    required property string number

    padding: Theme.size.gap
    spacing: Theme.size.smallGap
    Accessible.role: Accessible.ListItem
    Accessible.name: when + " " + amount + " " + standing

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        Words {
            Layout.fillWidth: true
            text: root.amount
            font.pixelSize: Theme.size.textStrong
            font.weight: Font.Bold
        }

        Pill {
            text: root.standing
            tone: root.tone
        }
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        Words {
            Layout.fillWidth: true
            text: root.when
            font.pixelSize: Theme.size.textSmall
            color: Theme.colour.inkSoft
        }

        Words {
            text: root.number
            font.pixelSize: Theme.size.textSmall
            color: Theme.colour.inkSoft
            wrapMode: Text.NoWrap
        }
    }
}
