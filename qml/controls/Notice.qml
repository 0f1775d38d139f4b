pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// A box with a tone: what to know, and under it the detail.
Rectangle {
    id: root

    required property string title
    property string detail: ""
    property int tone: Tone.Red

    implicitHeight: column.implicitHeight + 2 * Theme.size.gap
    radius: Theme.size.cardCorner
    color: Theme.colour.groundOf(tone)
    border.width: Theme.size.stroke
    border.color: Theme.colour.lineOf(tone)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title + " " + detail

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.size.margin
        spacing: Theme.size.smallGap

        Words {
            Layout.fillWidth: true
            text: root.title
            font.pixelSize: root.detail.length > 0 ? Theme.size.textStrong : Theme.size.textBody
            font.weight: root.detail.length > 0 ? Font.Bold : Font.Medium
            color: Theme.colour.inkOf(root.tone)
        }

        Words {
            Layout.fillWidth: true
            visible: root.detail.length > 0
            text: root.detail
            color: Theme.colour.inkOf(root.tone)
        }
    }
}
