pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// Only the ways to pay that the node has.
ColumnLayout {
    id: root

    required property AccountModel view

    spacing: Theme.size.smallGap

    Words {
        //% "How to pay?"
        text: qsTrId("account-how-to-pay")
        font.pixelSize: Theme.size.textStrong
        font.weight: Font.Bold
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        Repeater {
            model: root.view.channels

            ChannelKey {
                required property int index
                required property string channel
                required chosen
                required tone

                objectName: "channel-" + channel
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                onTapped: root.view.chooseChannel(index)
            }
        }
    }
}
