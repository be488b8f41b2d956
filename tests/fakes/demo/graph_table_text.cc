// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_tables.h"

namespace photoferry::demo {

const char kGraphTableText[] = R"table(
node User
  fields about:string age_range:AgeRange birthday:string client_business_id:string community:Group
  fields cover:UserCoverPhoto currency:Currency education:list<EducationExperience> email:string
  fields favorite_athletes:list<Experience> favorite_teams:list<Experience> first_name:string
  fields gender:string hometown:Page id:string inspirational_people:list<Experience>
  fields install_type:string installed:bool is_guest_user:bool is_work_account:bool
  fields languages:list<Experience> last_name:string link:string
  fields local_news_megaphone_dismiss_status:bool local_news_subscription_status:bool
  fields locale:string location:Page meeting_for:list<string> middle_name:string name:string
  fields name_format:string payment_pricepoints:PaymentPricepoints political:string
  fields profile_pic:string quotes:string relationship_status:string religion:string
  fields shared_login_upgrade_required_by:datetime short_name:string significant_other:User
  fields sports:list<Experience> supports_donate_button_in_live_video:bool third_party_id:string
  fields timezone:float token_for_business:string updated_time:datetime verified:bool
  fields video_upload_limits:VideoUploadLimits website:string
  extra_fields name:string
  edges accounts:Page ad_studies:AdStudy adaccounts:AdAccount albums:Album
  edges apprequestformerrecipients:AppRequestFormerRecipient apprequests:AppRequest
  edges assigned_ad_accounts:AdAccount assigned_applications:Application
  edges assigned_business_asset_groups:BusinessAssetGroup assigned_pages:Page
  edges assigned_product_catalogs:ProductCatalog
  edges assigned_whatsapp_business_accounts:WhatsAppBusinessAccount business_users:BusinessUser
  edges businesses:Business conversations:UnifiedThread custom_labels:PageUserMessageThreadLabel
  edges events:Event feed:Post friends:User fundraisers:FundraiserPersonToCharity groups:Group
  edges ids_for_apps:UserIDForApp ids_for_business:UserIDForApp ids_for_pages:UserIDForPage
  edges likes:Page live_videos:LiveVideo music:Page payment_transactions:PaymentEnginePayment
  edges permissions:Permission personal_ad_accounts:AdAccount photos:Photo
  edges picture:ProfilePictureSource posts:Post rich_media_documents:Canvas videos:Video
  params accounts.ad_id=string accounts.is_place=bool accounts.is_promotable=bool
  params assigned_business_asset_groups.contained_asset_id=string assigned_pages.pages=list<uint>
  params conversations.folder=string conversations.platform=userconversations_platform_enum_param
  params conversations.tags=list<string> conversations.user_id=string events.include_canceled=bool
  params events.type=userevents_type_enum_param feed.include_hidden=bool feed.q=string
  params feed.show_expired=bool feed.since=datetime feed.until=datetime feed.with=string
  params friends.uid=int groups.admin_only=bool groups.parent=string ids_for_apps.app=int
  params ids_for_business.app=int ids_for_pages.page=int likes.target_id=string
  params live_videos.broadcast_status=list<userlive_videos_broadcast_status_enum_param>
  params live_videos.source=userlive_videos_source_enum_param music.target_id=string
  params permissions.permission=string permissions.status=userpermissions_status_enum_param
  params photos.type=userphotos_type_enum_param picture.height=int picture.redirect=bool
  params picture.type=userpicture_type_enum_param picture.width=int posts.include_hidden=bool
  params posts.q=string posts.show_expired=bool posts.since=datetime posts.until=datetime
  params posts.with=string rich_media_documents.query=string
  params videos.type=uservideos_type_enum_param
  default name id
node Album
  fields backdated_time:datetime backdated_time_granularity:string can_backdate:bool
  fields can_upload:bool count:uint cover_photo:Photo created_time:datetime description:string
  fields edit_link:string event:Event from:Object id:string is_user_facing:bool link:string
  fields location:string modified_major:datetime name:string photo_count:uint place:Place
  fields privacy:string type:string updated_time:datetime video_count:uint
  edges comments:Comment likes:Profile photos:Photo picture:ProfilePictureSource
  extra_edges sharedposts:Post reactions:Profile
  params comments.filter=albumcomments_filter_enum_param
  params comments.live_filter=albumcomments_live_filter_enum_param
  params comments.order=albumcomments_order_enum_param comments.since=datetime
  params picture.redirect=bool picture.type=albumpicture_type_enum_param
  default created_time name id
node Photo
  fields album:Album alt_text:string alt_text_custom:string backdated_time:datetime
  fields backdated_time_granularity:string can_backdate:bool can_delete:bool can_tag:bool
  fields created_time:datetime event:Event from:Object height:uint icon:string id:string
  fields images:list<PlatformImageSource> link:string name:string
  fields name_tags:list<EntityAtTextRange> page_story_id:string picture:string place:Place
  fields position:uint source:string target:Profile updated_time:datetime
  fields webp_images:list<PlatformImageSource> width:uint
  edges comments:Comment insights:InsightsResult likes:Profile sponsor_tags:Page
  extra_edges tags:TaggableSubject sharedposts:Post reactions:Profile
  params comments.filter=photocomments_filter_enum_param
  params comments.live_filter=photocomments_live_filter_enum_param
  params comments.order=photocomments_order_enum_param comments.since=datetime
  params insights.date_preset=photoinsights_date_preset_enum_param insights.metric=list<Object>
  params insights.period=photoinsights_period_enum_param insights.since=datetime
  params insights.until=datetime
  default created_time name id
node Video
  fields ad_breaks:list<int> admin_creator:User audio_isrc:AudioIsrc backdated_time:datetime
  fields backdated_time_granularity:string boost_eligibility_info:Object content_category:string
  fields content_tags:list<string> copyright:VideoCopyright copyright_check_information:Object
  fields copyright_monitoring_status:string created_time:datetime custom_labels:list<string>
  fields description:string embed_html:Object embeddable:bool event:Event expiration:Object
  fields format:list<Object> from:Object icon:string id:string is_crosspost_video:bool
  fields is_crossposting_eligible:bool is_episode:bool is_instagram_eligible:bool
  fields is_reference_only:bool length:float live_audience_count:uint live_status:string
  fields music_video_copyright:MusicVideoCopyright permalink_url:string picture:string place:Place
  fields post_id:string post_views:uint premiere_living_room_status:string privacy:Privacy
  fields published:bool scheduled_publish_time:datetime source:string spherical:bool
  fields status:VideoStatus title:string universal_video_id:string updated_time:datetime
  fields views:uint
  edges boost_ads_list:VideoBoostMediaAd captions:VideoCaption collaborators:VideoCollaborators
  edges comments:Comment crosspost_shared_pages:Page likes:Profile poll_settings:PollSettings
  edges polls:VideoPoll sponsor_tags:Page tags:TaggableSubject thumbnails:VideoThumbnail
  edges video_insights:InsightsResult
  params comments.filter=videocomments_filter_enum_param
  params comments.live_filter=videocomments_live_filter_enum_param
  params comments.order=videocomments_order_enum_param comments.since=datetime
  params video_insights.metric=list<Object>
  params video_insights.period=videovideo_insights_period_enum_param video_insights.since=datetime
  params video_insights.until=datetime
  default updated_time description id
node PlatformImageSource
  fields height:uint source:string width:uint
node ProfilePictureSource
  fields bottom:uint cache_key:string height:uint is_silhouette:bool left:uint right:uint top:uint
  fields url:string width:uint
node Place
  fields id:string location:Location name:string overall_rating:float
  default name location id
node Location
  fields city:string city_id:uint country:string country_code:string latitude:float
  fields located_in:string longitude:float name:string region:string region_id:uint state:string
  fields street:string zip:string
node Permission
  fields permission:string status:string
node EntityAtTextRange
  fields id:string length:uint name:string object:Profile offset:uint type:EntityAtTextRange_type
node Privacy
  fields allow:string deny:string description:string friends:string networks:string value:string
node Profile
  fields can_post:bool id:string link:string name:string pic:string pic_crop:ProfilePictureSource
  fields pic_large:string pic_small:string pic_square:string profile_type:Profile_profile_type
  fields username:string
  edges picture:ProfilePictureSource
  params picture.height=int picture.redirect=bool picture.type=profilepicture_type_enum_param
  params picture.width=int
  default name id
node VideoStatus
  fields copyright_check_status:VideoCopyrightCheckStatus
  fields processing_phase:VideoStatusProcessingPhase processing_progress:uint
  fields publishing_phase:VideoStatusPublishingPhase uploading_phase:VideoStatusUploadingPhase
  fields video_status:string
node VideoStatusUploadingPhase
  fields bytes_transferred:uint errors:list<VideoStatusError> source_file_size:uint status:string
node VideoStatusProcessingPhase
  fields errors:list<VideoStatusError> status:string
node VideoStatusPublishingPhase
  fields errors:list<VideoStatusError> publish_status:string publish_time:datetime status:string
node VideoThumbnail
  fields height:uint id:string is_preferred:bool name:string scale:float uri:string width:uint
  default id height scale uri width is_preferred
node VideoUploadLimits
  fields length:uint size:int
node UserCoverPhoto
  fields offset_x:float offset_y:float source:string
node Event
  fields attending_count:int can_guests_invite:bool category:Event_category cover:CoverPhoto
  fields created_time:datetime declined_count:int description:string discount_code_enabled:bool
  fields end_time:string event_times:list<ChildEvent> guest_list_enabled:bool id:string
  fields interested_count:int is_canceled:bool is_draft:bool is_online:bool is_page_owned:bool
  fields maybe_count:int name:string noreply_count:int
  fields online_event_format:Event_online_event_format online_event_third_party_url:string
  fields owner:Object parent_group:Group place:Place registration_setting:EventRegistrationSetting
  fields scheduled_publish_time:string start_time:string ticket_setting:EventTicketSetting
  fields ticket_uri:string ticket_uri_start_sales_time:string ticketing_privacy_uri:string
  fields ticketing_terms_uri:string timezone:string type:Event_type updated_time:datetime
  edges comments:NullNode feed:NullNode live_videos:NullNode photos:NullNode picture:NullNode
  edges posts:NullNode roles:Profile ticket_tiers:EventTicketTier videos:NullNode
  default name start_time id
enum EntityAtTextRange_type application event group page user
enum Event_category CLASSIC_LITERATURE COMEDY CRAFTS DANCE DRINKS FITNESS_AND_WORKOUTS FOODS
enum Event_category GAMES GARDENING HEALTHY_LIVING_AND_SELF_CARE HEALTH_AND_MEDICAL
enum Event_category HOME_AND_GARDEN MUSIC_AND_AUDIO PARTIES PROFESSIONAL_NETWORKING RELIGIONS
enum Event_category SHOPPING_EVENT SOCIAL_ISSUES SPORTS THEATER TV_AND_MOVIES VISUAL_ARTS
enum Event_online_event_format fb_live horizon_event messenger_room none other third_party
enum Event_type community friends group messenger_community private public work_company
enum Profile_profile_type application event group page user
enum albumcomments_filter_enum_param stream toplevel
enum albumcomments_live_filter_enum_param filter_low_quality no_filter
enum albumcomments_order_enum_param chronological reverse_chronological
enum albumpicture_type_enum_param album small thumbnail
enum photocomments_filter_enum_param stream toplevel
enum photocomments_live_filter_enum_param filter_low_quality no_filter
enum photocomments_order_enum_param chronological reverse_chronological
enum photoinsights_date_preset_enum_param data_maximum last_14d last_28d last_30d last_3d
enum photoinsights_date_preset_enum_param last_7d last_90d last_month last_quarter
enum photoinsights_date_preset_enum_param last_week_mon_sun last_week_sun_sat last_year maximum
enum photoinsights_date_preset_enum_param this_month this_quarter this_week_mon_today
enum photoinsights_date_preset_enum_param this_week_sun_today this_year today yesterday
enum photoinsights_period_enum_param day days_28 lifetime month total_over_range week
enum profilepicture_type_enum_param album large normal small square
enum userconversations_platform_enum_param INSTAGRAM MESSENGER
enum userevents_type_enum_param attending created declined maybe not_replied
enum userlive_videos_source_enum_param owner target
enum userpermissions_status_enum_param declined expired granted
enum userphotos_type_enum_param tagged uploaded
enum userpicture_type_enum_param album large normal small square
enum uservideos_type_enum_param TAGGED UPLOADED
enum videocomments_filter_enum_param stream toplevel
enum videocomments_live_filter_enum_param filter_low_quality no_filter
enum videocomments_order_enum_param chronological reverse_chronological
enum videovideo_insights_period_enum_param day days_28 lifetime month total_over_range week
)table";

}  // namespace photoferry::demo
