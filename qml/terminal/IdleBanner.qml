pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// The full-width countdown. A touch on it, or anywhere else, ends it.
Rectangle {
    id: root

    required property string text

    signal tapped

    objectName: "idle-banner"
    visible: text.length > 0
    height: Theme.size.tile + 2 * Theme.size.margin
    color: Theme.colour.ink
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: tapped()

    Words {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.size.margin
        horizontalAlignment: Text.AlignHCenter
        text: root.text
        font.pixelSize: Theme.size.textStrong
        font.weight: Font.Bold
        color: Theme.colour.ground
        Accessible.ignored: true
    }

    MouseArea {
        anchors.fill: parent
        onClicked: root.tapped()
    }
}
