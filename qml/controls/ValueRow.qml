pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Theme

// What it is on the left, how much on the right. An Item and not a RowLayout: layouts of Qt 6.4
// lose the height of wrapped text two levels down.
Item {
    id: root

    required property string label
    required property string value
    property bool strong: false
    property bool result: false
    property int textSize: Theme.size.textBody

    implicitHeight: Math.max(labelWords.height, valueWords.height)
    Accessible.role: Accessible.StaticText
    Accessible.name: label + " " + value

    TextMetrics {
        id: natural

        font: labelWords.font
        text: root.label
    }

    Words {
        id: labelWords

        anchors.left: parent.left
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(Math.ceil(natural.advanceWidth) + Theme.size.stroke, root.width * 9 / 20)
        text: root.label
        color: Theme.colour.inkSoft
    }

    Words {
        id: valueWords

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: root.width - labelWords.width - Theme.size.gap
        horizontalAlignment: Text.AlignRight
        text: root.value
        color: root.result ? Theme.colour.accentInk : Theme.colour.ink
        font.pixelSize: {
            if (root.result)
                return Theme.size.textTitle;
            return root.strong ? Theme.size.textKey : root.textSize;
        }
        font.weight: root.strong || root.result ? Font.Bold : Font.Normal
    }
}
