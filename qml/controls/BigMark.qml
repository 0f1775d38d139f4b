pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// The sign in a circle that says at three paces how it went.
Rectangle {
    id: root

    required property string name
    property int mark: Mark.Check
    property int tone: Tone.Good
    property bool filled: false

    implicitWidth: Theme.size.mark
    implicitHeight: Theme.size.mark
    radius: width / 2
    color: filled ? Theme.colour.accent : Theme.colour.groundOf(tone)
    border.width: filled ? 0 : Theme.size.thickStroke
    border.color: Theme.colour.lineOf(tone)
    Accessible.role: Accessible.Graphic
    Accessible.name: name

    MarkPicture {
        anchors.centerIn: parent
        width: root.width / 2
        height: width
        mark: root.mark
        ink: root.filled ? Theme.colour.onAccent : Theme.colour.inkOf(root.tone)
    }
}
