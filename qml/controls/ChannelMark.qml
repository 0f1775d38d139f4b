pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Theme

// One letter on the colour of a way to pay: a mark of our own. It stands beside the name.
Rectangle {
    id: root

    required property string sign
    required property int tone

    implicitWidth: Theme.size.badge
    implicitHeight: Theme.size.badge
    radius: width / 4
    color: Theme.colour.inkOf(tone)
    Accessible.ignored: true

    Words {
        anchors.centerIn: parent
        text: root.sign
        font.pixelSize: root.height * 3 / 5
        font.weight: Font.Bold
        color: Theme.colour.groundOf(root.tone)
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
