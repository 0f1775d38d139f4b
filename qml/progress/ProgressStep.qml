pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// One step: done with a tick, under way in bold, or still to come.
Item {
    id: root

    required property string text
    required property bool past
    required property bool now

    implicitHeight: Math.max(ring.height, words.height)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Rectangle {
        id: ring

        anchors.left: parent.left
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.size.textKey
        height: width
        radius: width / 2
        color: root.past ? Theme.colour.accent : Theme.colour.surface
        border.width: Theme.size.thickStroke
        border.color: root.past || root.now ? Theme.colour.accent : Theme.colour.line

        MarkPicture {
            anchors.centerIn: parent
            visible: root.past
            width: parent.width / 2
            height: width
            mark: Mark.Check
            ink: Theme.colour.onAccent
        }

        Rectangle {
            anchors.centerIn: parent
            visible: root.now
            width: Theme.size.dot
            height: width
            radius: width / 2
            color: Theme.colour.accent
        }
    }

    Words {
        id: words

        anchors.left: ring.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.size.gap
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        font.pixelSize: Theme.size.textStrong
        font.weight: root.now ? Font.Bold : Font.Normal
        color: root.past || root.now ? Theme.colour.ink : Theme.colour.inkSoft
    }
}
