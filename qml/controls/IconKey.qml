pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// A key with a sign instead of a word; the word is still there for those who listen.
TouchKey {
    id: root

    property int mark: Mark.Erase
    required property string name

    label: ""
    implicitWidth: Theme.size.touch
    implicitHeight: Theme.size.touch
    Accessible.name: name

    MarkPicture {
        anchors.centerIn: parent
        width: Theme.size.textKey
        height: width
        mark: root.mark
        ink: root.enabled ? Theme.colour.ink : Theme.colour.onDisabled
    }
}
