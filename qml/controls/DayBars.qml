pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// One bar a day; a day that is not known has a dash, not a zero.
RowLayout {
    id: root

    required property QtObject days

    spacing: Theme.size.smallGap

    Repeater {
        model: root.days

        ColumnLayout {
            id: day

            required property string label
            required property string figure
            required property real share
            required property bool known
            required property bool today

            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Theme.size.stroke
            Accessible.role: Accessible.StaticText
            Accessible.name: label + " " + figure

            Item {
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.size.bars

                Words {
                    anchors.bottom: bar.top
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: day.figure
                    font.pixelSize: Theme.size.textTiny
                    font.weight: day.today ? Font.Bold : Font.Normal
                    color: day.today ? Theme.colour.accentInk : Theme.colour.inkSoft
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }

                Rectangle {
                    id: bar

                    anchors.bottom: parent.bottom
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: Theme.size.bar
                    height: {
                        const tallest = Theme.size.bars - Theme.size.textTiny * 3 / 2;
                        return day.known ? Math.max(Theme.size.stroke, day.share * tallest) : 0;
                    }
                    radius: Math.min(Theme.size.barCorner, height / 2)
                    color: day.today ? Theme.colour.accent : Theme.colour.bar
                }
            }

            Words {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: day.label
                font.pixelSize: Theme.size.textTiny
                font.weight: day.today ? Font.Bold : Font.Normal
                color: day.today ? Theme.colour.accentInk : Theme.colour.inkSoft
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}
