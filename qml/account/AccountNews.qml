pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// What became of payments after their payer had left: a line each, its tone beside it. The newest
// always has room; an older one only where both need no more than the bars that they stand in for.
ColumnLayout {
    id: root

    required property NewsModel news
    readonly property int room: Theme.size.bars + Theme.size.textTiny * 3 / 2

    spacing: Theme.size.smallGap

    Repeater {
        id: lines

        model: root.news

        Item {
            id: line

            required property int index
            required property string said
            required property int tone
            readonly property Item newest: lines.count > 0 ? lines.itemAt(0) : null
            readonly property real above: newest ? newest.implicitHeight + root.spacing : 0

            Layout.fillWidth: true
            visible: index === 0 || above + implicitHeight <= root.room
            implicitHeight: words.implicitHeight
            Accessible.role: Accessible.AlertMessage
            Accessible.name: said

            Rectangle {
                anchors.left: parent.left
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                width: Theme.size.smallGap / 2
                radius: width / 2
                color: Theme.colour.lineOf(line.tone)
            }

            Words {
                id: words

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.leftMargin: 2 * Theme.size.smallGap
                text: line.said
                font.pixelSize: lines.count > 1 ? Theme.size.textSmall : Theme.size.textBody
                font.weight: Font.Medium
                Accessible.ignored: true
            }
        }
    }
}
